package io.penstock.worker.http;

import io.penstock.db.job.JobId;
import io.penstock.db.usage.Consumption;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.JobArtifacts;
import io.penstock.worker.handler.Run;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** An attempt of a handler that reports nothing and has no effects that need a ledger. */
public record FirstAttempt(JobId id) implements Run {

    @Override
    public int tenant() {
        return 1;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public void progress(long done, @Nullable Long total, @Nullable String note) {
        throw new AssertionError("It has nothing to report");
    }

    @Override
    public void append(String chunk) {
        throw new AssertionError("It has nothing to report");
    }

    @Override
    public void used(String limit, long units) {
        throw new AssertionError("It has nothing to report");
    }

    @Override
    public void cost(BigDecimal amount) {
        throw new AssertionError("It has nothing to report");
    }

    @Override
    public void consumed(Consumption consumption) {
        throw new AssertionError("It has nothing to report");
    }

    @Override
    public JobArtifacts artifacts() {
        throw new AssertionError("It has no artifacts");
    }

    @Override
    public <T> T step(String key, Class<T> type, Callable<T> work) {
        throw new AssertionError("It has no steps");
    }

    @Override
    public <T> T effect(Effect<T> effect) {
        throw new AssertionError("It has no effects");
    }
}
