package io.penstock.db.gate;

import io.penstock.db.job.JobId;

/** A job that was let through its gate. The attempt is the one it has behind it. */
public record Dispatched(JobId id, int attempt, String kind) {}
