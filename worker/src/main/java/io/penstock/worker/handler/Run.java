package io.penstock.worker.handler;

import io.penstock.db.job.JobId;

/**
 * One attempt, as its handler sees it.
 *
 * @param attempt which of the attempts that count this is, from 1
 */
public record Run(JobId id, int attempt) {}
