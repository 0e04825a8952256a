package io.penstock.db.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a job's handler says it is. */
public record Progress(
        long done, @Nullable Long total, @Nullable String note, Instant at) {}
