package io.penstock.worker.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Finish;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.job.Failure;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Handlers;
import io.penstock.worker.handler.Run;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** run and finish: one attempt from its claim to its outcome, read from top to bottom. */
public final class JobRunner {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private static final Failure NOT_STORABLE =
            new Failure("result_not_storable", "The database does not take this result.");

    private final Handlers handlers;
    private final Settlements settlements;
    private final Deadlines deadlines;
    private final Counter succeeded;
    private final Counter failed;
    private final Counter retried;
    private final Counter released;
    private final Counter leaseLost;

    public JobRunner(Handlers handlers, Settlements settlements, Deadlines deadlines, MeterRegistry meters) {
        this.handlers = handlers;
        this.settlements = settlements;
        this.deadlines = deadlines;
        this.succeeded = meters.counter("penstock.finished", "outcome", "succeeded");
        this.failed = meters.counter("penstock.finished", "outcome", "failed");
        this.retried = meters.counter("penstock.finished", "outcome", "retry");
        this.released = meters.counter("penstock.finished", "outcome", "released");
        this.leaseLost = meters.counter("penstock.finished", "outcome", "lease_lost");
    }

    /** Runs on the attempt's own thread, and returns when the outcome is on disk or refused. */
    public void run(Claim claim) {
        var handler = handlers.find(claim.kind());
        var outcome = handler.isPresent()
                ? attempt(claim, handler.get())
                : new Outcome.Failed(new Failure("unknown_kind", "This worker knows no kind " + claim.kind() + "."));
        settle(claim, outcome);
    }

    private <P, R> Outcome attempt(Claim claim, Handler<P, R> handler) {
        Answer<R> answer;
        try (var watch = deadlines.watch(handler.kind().timeout())) {
            var payload = handler.kind().readStored(claim.payload());
            answer = handler.run(payload, new Run(claim.id(), claim.countedAttempt()));
        } catch (InterruptedException e) {
            answer = Answer.retryable("interrupted", "The attempt was stopped after its time was over.");
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            // The message of a stranger's exception may quote a payload, so it goes nowhere; the class says enough to
            // look for it.
            LOG.warn(
                    "{} {}: attempt {} threw {}",
                    claim.kind(),
                    claim.id(),
                    claim.attempt(),
                    e.getClass().getName());
            answer = Answer.retryable(
                    "exception", "The handler threw " + e.getClass().getName() + ".");
        }
        return outcome(claim, handler, answer);
    }

    private static <R> Outcome outcome(Claim claim, Handler<?, R> handler, Answer<R> answer) {
        return switch (answer) {
            case Answer.Done<R> done -> new Outcome.Succeeded(Json.write(done.result()));
            case Answer.Permanent<R> permanent -> new Outcome.Failed(permanent.failure());
            case Answer.Retryable<R> retryable ->
                retryOrFail(claim, handler.kind().retry(), retryable.failure(), retryable.after());
        };
    }

    private static Outcome retryOrFail(Claim claim, RetryPolicy policy, Failure failure, @Nullable Duration atLeast) {
        return policy.next(claim.countedAttempt(), ThreadLocalRandom.current().nextDouble())
                .<Outcome>map(delay ->
                        new Outcome.Retry(failure, atLeast != null && atLeast.compareTo(delay) > 0 ? atLeast : delay))
                .orElseGet(() -> new Outcome.Failed(failure));
    }

    /** An outcome is worth waiting for Postgres: the work is done. When it is back, the lease decides whether it still counts. */
    private void settle(Claim claim, Outcome outcome) {
        while (true) {
            try {
                var finish = settlements.finish(claim, outcome).join();
                count(outcome, finish);
                return;
            } catch (CompletionException e) {
                if (GroupCommit.isAboutTheData(e.getCause()) && outcome instanceof Outcome.Succeeded) {
                    settle(claim, new Outcome.Failed(NOT_STORABLE));
                    return;
                }
                LOG.warn("{} {}: its outcome could not be written and is tried again", claim.kind(), claim.id());
                if (!rest()) {
                    return;
                }
            }
        }
    }

    private void count(Outcome outcome, Finish finish) {
        if (finish instanceof Finish.LeaseLost) {
            leaseLost.increment();
            return;
        }
        switch (outcome) {
            case Outcome.Succeeded s -> succeeded.increment();
            case Outcome.Failed f -> failed.increment();
            case Outcome.Retry r -> retried.increment();
            case Outcome.Released r -> released.increment();
        }
    }

    private static boolean rest() {
        try {
            return !new CountDownLatch(1).await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
