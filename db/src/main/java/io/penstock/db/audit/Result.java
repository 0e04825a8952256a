package io.penstock.db.audit;

import org.jspecify.annotations.Nullable;

/**
 * What came of an act.
 *
 * @param status of the answer
 * @param subject which one it was, when only the answer knows
 * @param after JSON: what is there now
 */
public record Result(
        int status,
        @Nullable String subject,
        @Nullable String reason,
        @Nullable String after) {}
