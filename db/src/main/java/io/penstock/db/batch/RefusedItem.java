package io.penstock.db.batch;

import org.jspecify.annotations.Nullable;

/** An item that made no job, and why. */
public record RefusedItem(int nr, @Nullable String customId, ItemError error) {}
