package io.penstock.worker.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Kind;
import io.penstock.db.aside.JsonText;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Finish;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.effect.Effects;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.limit.Limits;
import io.penstock.db.progress.Reports;
import io.penstock.dispatch.loop.Loop;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.ArtifactRefused;
import io.penstock.worker.handler.EffectRefused;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Handlers;
import io.penstock.worker.handler.LeaseLost;
import io.penstock.worker.handler.OutcomeUnknown;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** run and finish: one attempt from its claim to its outcome, read from top to bottom. */
public final class JobRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** A fleet that is being deployed knows a new kind everywhere within a few of these. */
    private static final Duration UNTIL_IT_IS_KNOWN = Duration.ofSeconds(30);

    private static final int MOST_SNOOZES = 20;

    private static final Failure NOT_STORABLE =
            new Failure("result_not_storable", "The database does not take this result.");

    private static final Failure NOT_JSON = new Failure("result_not_storable", "The result cannot be written as JSON.");

    private static final Failure TOO_LARGE =
            new Failure("result_too_large", "The result has more than " + Json.LONGEST + " bytes as JSON.");

    private static final Outcome UNREADABLE = new Outcome.Failed(
            new Failure("unreadable_payload", "The payload is not one of this version of the kind."),
            FailureClass.PERMANENT);

    private final Handlers handlers;
    private final Settlements settlements;
    private final Payloads payloads;
    private final Effects effects;
    private final ArtifactAccess artifacts;
    private final Reports reports;
    private final Limits limits;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Counter abandoned;
    private final AtomicInteger stillRunning = new AtomicInteger();
    private final Watch watch;
    private final Loop watching;

    /** @param grace how long an attempt that was asked to stop may take before it is given up */
    public JobRunner(
            Handlers handlers,
            Settlements settlements,
            Payloads payloads,
            Effects effects,
            ArtifactAccess artifacts,
            Reports reports,
            Limits limits,
            InstantSource clock,
            Duration grace,
            MeterRegistry meters) {
        this.handlers = handlers;
        this.settlements = settlements;
        this.payloads = payloads;
        this.effects = effects;
        this.artifacts = artifacts;
        this.reports = reports;
        this.limits = limits;
        this.clock = clock;
        this.meters = meters;
        this.abandoned = meters.counter("penstock.abandoned");
        meters.gauge("penstock.abandoned.running", stillRunning);
        this.watch = new Watch(clock, grace, reports, this::giveUp);
        this.watching = Loop.start("watch", watch);
    }

    /** Runs an attempt on the calling thread. When this returns the outcome is on disk or refused, by this thread or by who gave up on it. */
    public void run(Claim claim) {
        run(prepare(claim, () -> {}));
    }

    LiveRun prepare(Claim claim, Runnable whenOver) {
        var until = Payloads.isAside(claim) ? mayWait(claim) : end(claim);
        return new LiveRun(claim, until, effects, artifacts.of(claim), reports, this::listen, whenOver);
    }

    private void listen(LiveRun run) {
        watch.listen(run);
        watching.nudge();
    }

    /** Until when an attempt may take that begins now. */
    private Instant end(Claim claim) {
        var timeout = handlers.find(claim.kind()).map(h -> h.kind().timeout()).orElse(Duration.ZERO);
        var end = clock.instant().plus(claim.options().timeoutOr(timeout));
        var deadline = claim.deadline();
        return deadline != null && deadline.isBefore(end) ? deadline : end;
    }

    /** Until when an attempt may wait for room for its payload. */
    private static Instant mayWait(Claim claim) {
        var deadline = claim.deadline();
        return deadline == null ? Instant.MAX : deadline;
    }

    void run(LiveRun run) {
        run.begin();
        watch.add(run);
        var outcome = attempt(run);
        if (run.end()) {
            finish(run, outcome);
        } else {
            stillRunning.decrementAndGet();
        }
    }

    private void giveUp(LiveRun run) {
        if (run.end()) {
            var claim = run.claim();
            LOG.warn("{} {}: attempt {} does not stop and is given up", claim.kind(), claim.id(), claim.attempt());
            abandoned.increment();
            stillRunning.incrementAndGet();
            Thread.startVirtualThread(() ->
                    finish(run, stopped(run, handlers.find(claim.kind()).orElse(null))));
        }
    }

    private void finish(LiveRun run, Outcome outcome) {
        try {
            settle(run, outcome);
        } finally {
            watch.remove(run);
            run.over();
        }
    }

    private Outcome attempt(LiveRun run) {
        var claim = run.claim();
        var handler = handlers.find(claim.kind());
        if (handler.isEmpty()) {
            return notYet(claim, "unknown_kind", "No worker knows the kind " + claim.kind() + ".");
        }
        int version = claim.options().versionOrFirst();
        if (version > handler.get().kind().version()) {
            return notYet(claim, "unknown_version", "No worker knows version " + version + " of " + claim.kind() + ".");
        }
        return attempt(run, handler.get());
    }

    private static Outcome notYet(Claim claim, String code, String message) {
        return claim.forgiven() < MOST_SNOOZES
                ? new Outcome.Snooze(UNTIL_IT_IS_KNOWN)
                : new Outcome.Failed(new Failure(code, message), FailureClass.PERMANENT);
    }

    private <P, R> Outcome attempt(LiveRun run, Handler<P, R> handler) {
        if (!Payloads.isAside(run.claim())) {
            return attemptWithRoom(run, handler);
        }
        try (var _ = payloads.roomFor(run.claim())) {
            run.until(end(run.claim()));
            return attemptWithRoom(run, handler);
        } catch (InterruptedException | JdbiException e) {
            return notBegun(run, handler);
        }
    }

    /** It was stopped while it waited for its payload, or the database was away. */
    private Outcome notBegun(LiveRun run, Handler<?, ?> handler) {
        if (run.stopped() != null) {
            return stopped(run, handler);
        }
        var claim = run.claim();
        LOG.warn("{} {}: its payload could not be fetched", claim.kind(), claim.id());
        return notYet(claim, "payload_not_fetched", "The payload could not be fetched from the database.");
    }

    private <P, R> Outcome attemptWithRoom(LiveRun run, Handler<P, R> handler) {
        Optional<P> payload;
        try {
            payload = payloads.read(run.claim(), handler.kind());
        } catch (JacksonException e) {
            return UNREADABLE;
        } catch (JdbiException e) {
            return notBegun(run, handler);
        } catch (OutOfMemoryError e) {
            return outcome(run.claim(), handler.kind(), thrown(run.claim(), e));
        }
        return payload.isEmpty() ? UNREADABLE : attempt(run, handler, payload.get());
    }

    private <P, R> Outcome attempt(LiveRun run, Handler<P, R> handler, P payload) {
        Answer<R> answer;
        try {
            answer = Objects.requireNonNull(handler.run(payload, run), "No answer");
        } catch (OutcomeUnknown e) {
            return new Outcome.Unknown(new Failure("effect_unknown", e.sentence()));
        } catch (EffectRefused e) {
            answer = e.answer();
        } catch (ArtifactRefused e) {
            answer = e.answer();
        } catch (NotSettled e) {
            answer = Answer.retryable("effect_not_settled", e.sentence(), e.waitFor());
        } catch (LeaseLost e) {
            run.lose();
            return new Outcome.Released();
        } catch (Exception | Error e) {
            answer = thrown(run.claim(), e);
        }
        return run.stopped() != null && !(answer instanceof Answer.Done<R>)
                ? stopped(run, handler)
                : outcome(run.claim(), handler.kind(), answer);
    }

    /** The message of a stranger's exception may quote a payload, so it goes nowhere; its class and where it was thrown say enough. */
    private static <R> Answer<R> thrown(Claim claim, Throwable e) {
        var name = e.getClass().getName();
        if (!(e instanceof InterruptedException)) {
            LOG.warn("{} {}: attempt {} threw {}", claim.kind(), claim.id(), claim.attempt(), name);
        }
        var failure = new Failure("exception", "The handler threw " + name + ".", TopFrame.of(e));
        return new Answer.Retryable<>(failure, null, false);
    }

    private <R> Outcome outcome(Claim claim, Kind<?, R> kind, Answer<R> answer) {
        return switch (answer) {
            case Answer.Done<R> done -> succeeded(claim, kind, done.result());
            case Answer.Permanent<R> permanent -> new Outcome.Failed(permanent.failure(), FailureClass.PERMANENT);
            case Answer.Awaiting<R> awaiting -> new Outcome.Await(awaiting.subject(), awaiting.atMost());
            case Answer.Retryable<R> retryable -> {
                if (retryable.overloaded() && retryable.after() != null) {
                    havePatience(claim, retryable.after());
                }
                yield retryOrEnd(claim, kind, retryable.failure(), FailureClass.RETRYABLE, retryable.after());
            }
        };
    }

    private void havePatience(Claim claim, Duration patience) {
        try {
            limits.havePatience(claim.id(), patience);
        } catch (JdbiException e) {
            LOG.warn("{} {}: its limits could not be closed", claim.kind(), claim.id());
        }
    }

    private <R> Outcome succeeded(Claim claim, Kind<?, R> kind, R result) {
        try {
            return JsonText.write(result)
                    .<Outcome>map(Outcome.Succeeded::new)
                    .orElseGet(() -> new Outcome.Failed(TOO_LARGE, FailureClass.PERMANENT));
        } catch (JacksonException e) {
            return new Outcome.Failed(NOT_JSON, FailureClass.PERMANENT);
        } catch (OutOfMemoryError e) {
            return outcome(claim, kind, thrown(claim, e));
        }
    }

    private Outcome stopped(LiveRun run, @Nullable Handler<?, ?> handler) {
        var claim = run.claim();
        return switch (run.stopped()) {
            case TIMEOUT -> handler == null ? new Outcome.Released() : timeout(claim, handler.kind());
            case DEADLINE ->
                new Outcome.Expired(
                        new Failure("deadline_passed", "The deadline passed while the attempt ran."),
                        FailureClass.EXPIRED);
            case CANCEL -> new Outcome.Cancelled();
            case LEASE_LOST -> new Outcome.Released();
            case null -> throw new IllegalStateException("It was not stopped");
        };
    }

    private Outcome timeout(Claim claim, Kind<?, ?> kind) {
        var timeout = claim.options().timeoutOr(kind.timeout());
        var failure = new Failure("timeout", "The attempt took longer than " + timeout + ".");
        return retryOrEnd(claim, kind, failure, FailureClass.TIMEOUT, null);
    }

    private Outcome retryOrEnd(
            Claim claim, Kind<?, ?> kind, Failure failure, FailureClass failureClass, @Nullable Duration atLeast) {
        var policy = claim.options().retryOr(kind.retry());
        var next = policy.next(
                        claim.countedAttempt(), ThreadLocalRandom.current().nextDouble())
                .map(delay -> atLeast != null && atLeast.compareTo(delay) > 0 ? atLeast : delay);
        if (next.isEmpty()) {
            return new Outcome.Failed(failure, failureClass);
        }
        return isInTime(claim, clock.instant().plus(next.get()))
                ? new Outcome.Retry(failure, failureClass, next.get())
                : new Outcome.Expired(failure, failureClass);
    }

    private static boolean isInTime(Claim claim, Instant next) {
        var deadline = claim.deadline();
        return deadline == null || next.isBefore(deadline);
    }

    /** An outcome is worth waiting for Postgres: the work is done. When it is back, the lease decides whether it still counts. */
    private void settle(LiveRun run, Outcome outcome) {
        var claim = run.claim();
        while (!run.isLost()) {
            try {
                run.writeLastReport();
                count(outcome, settlements.finish(run.settlement(outcome)).join());
                resolveIfTold(run, outcome);
                return;
            } catch (RuntimeException e) {
                if (e instanceof CompletionException
                        && GroupCommit.isAboutTheData(e.getCause())
                        && outcome instanceof Outcome.Succeeded) {
                    settle(run, new Outcome.Failed(NOT_STORABLE, FailureClass.PERMANENT));
                    return;
                }
                LOG.warn("{} {}: its outcome could not be written and is tried again", claim.kind(), claim.id());
                if (!rest(run)) {
                    return;
                }
            }
        }
        count("lease_lost");
    }

    private static void resolveIfTold(LiveRun run, Outcome outcome) {
        if (outcome instanceof Outcome.Unknown) {
            try {
                run.resolveIfTold();
            } catch (Exception e) {
                LOG.warn(
                        "{} {}: nobody looked again what was told of it",
                        run.claim().kind(),
                        run.id());
            }
        }
    }

    private void count(Outcome outcome, Finish finish) {
        count(
                finish instanceof Finish.LeaseLost
                        ? "lease_lost"
                        : outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    private void count(String outcome) {
        meters.counter("penstock.finished", "outcome", outcome).increment();
    }

    private static boolean rest(LiveRun run) {
        try {
            run.rest(BETWEEN_TRIES);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        watching.close();
    }
}
