package io.penstock.db.bulk;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Kinds;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.HeldJobs.Held;
import io.penstock.db.control.Priorities;
import io.penstock.db.control.RunTimes;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import io.penstock.db.replay.Replays;
import io.penstock.db.request.BulkRequest.Action;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** What each action does to jobs. */
public final class Deeds {

    private final Deed replay;
    private final Deed cancel = new ChangeEach((operation, job) -> ItemOutcome.DONE, Deeds::cancel);
    private final Deed reprioritise = new ChangeEach(Deeds::mayHavePriority, this::reprioritise);
    private final Deed move = new ChangeEach(Deeds::mayMove, this::move);
    private final Priorities priorities;
    private final Kinds kinds;
    private final InstantSource clock;
    private final BiConsumer<List<Moved>, State> moved;
    private final Consumer<Lane> nudge;

    /**
     * @param moved told after every transaction which jobs have another time, and what state they are in
     * @param nudge told after that to which lanes there may be something to dispatch
     */
    public Deeds(
            Replays replays,
            Gates gates,
            Kinds kinds,
            InstantSource clock,
            BiConsumer<List<Moved>, State> moved,
            Consumer<Lane> nudge) {
        this.replay = new ReplayEach(replays, clock);
        this.priorities = new Priorities(gates);
        this.kinds = kinds;
        this.clock = clock;
        this.moved = moved;
        this.nudge = nudge;
    }

    Deed of(Action action) {
        return switch (action) {
            case REPLAY -> replay;
            case CANCEL -> cancel;
            case REPRIORITISE -> reprioritise;
            case MOVE -> move;
        };
    }

    /** Those that do not run end in a moment, and the workers of the others are told. */
    private static Runnable cancel(Handle handle, BulkOperation operation, List<Held> jobs) {
        Cancellations.request(handle, jobs.stream().map(job -> job.key().id()).toList());
        return () -> {};
    }

    private static ItemOutcome mayHavePriority(BulkOperation operation, Held job) {
        if (!job.isWaiting()) {
            return ItemOutcome.skipped("under_way");
        }
        return job.priority() == Objects.requireNonNull(operation.request().priority())
                ? ItemOutcome.skipped("has_it")
                : ItemOutcome.DONE;
    }

    private Runnable reprioritise(Handle handle, BulkOperation operation, List<Held> jobs) {
        var tell = priorities.change(
                handle, jobs, Objects.requireNonNull(operation.request().priority()));
        return () -> {
            tell.run();
            jobs.stream()
                    .flatMap(job -> kinds.find(job.kind()).stream())
                    .map(Kind::lane)
                    .distinct()
                    .forEach(nudge);
        };
    }

    private static ItemOutcome mayMove(BulkOperation operation, Held job) {
        if (!job.isWaiting()) {
            return ItemOutcome.skipped("under_way");
        }
        if (job.awaits()) {
            return ItemOutcome.skipped("waits_for_notice");
        }
        return job.deadline() != null && !job.deadline().isAfter(latest(operation))
                ? ItemOutcome.skipped("deadline_before")
                : ItemOutcome.DONE;
    }

    private static Instant latest(BulkOperation operation) {
        var request = operation.request();
        var time = Objects.requireNonNull(request.runAt());
        return request.jitter() == null ? time : time.plus(request.jitter());
    }

    private Runnable move(Handle handle, BulkOperation operation, List<Held> jobs) {
        var time = Objects.requireNonNull(operation.request().runAt());
        var jitter = new Jitter(operation.request().jitter(), clock);
        var byState = RunTimes.move(
                handle, jobs, jobs.stream().map(job -> jitter.from(time)).toList());
        return () -> byState.forEach((state, some) -> moved.accept(some, state));
    }
}
