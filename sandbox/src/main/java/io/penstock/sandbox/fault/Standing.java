package io.penstock.sandbox.fault;

import org.jspecify.annotations.Nullable;

/**
 * A fault as it stands.
 *
 * @param left how many times it still comes, if that is fixed
 */
public record Standing(
        int id, String kind, Aim aim, Often often, @Nullable Long left, long applied) {}
