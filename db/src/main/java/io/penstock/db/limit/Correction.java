package io.penstock.db.limit;

import java.time.Instant;

/**
 * That a job took something else of a limit than what was set aside for it.
 *
 * @param at when it was set aside
 * @param delta so much more, or so much less
 */
record Correction(String name, Instant at, long delta) {}
