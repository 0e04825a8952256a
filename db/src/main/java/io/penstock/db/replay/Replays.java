package io.penstock.db.replay;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Kinds;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import io.penstock.db.replay.Comeback.Back;
import io.penstock.db.replay.Replayed.Again;
import io.penstock.db.replay.Replayed.Begun;
import io.penstock.db.replay.Replayed.Busy;
import io.penstock.db.replay.Replayed.KeyTaken;
import io.penstock.db.replay.Replayed.KindGone;
import io.penstock.db.replay.Replayed.NotEnded;
import io.penstock.db.replay.Replayed.NotFound;
import io.penstock.db.replay.Replayed.OtherRequest;
import io.penstock.db.retention.ResultDays;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.UniqueKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * replay: an ended job comes back as it was, with its attempts and effects behind it. The replay takes an attempt's number for itself, so that
 * whatever is told of the job afterwards has a higher one than all before.
 */
public final class Replays {

    private static final String WITH_KEY = """
            SELECT past_run.id, past_run.run + 1 AS run, past_run.request
            FROM unnest(:ids::uuid[], :tenants, :keys) AS asked (id, tenant, key)
            JOIN past_run ON past_run.id = asked.id AND past_run.tenant = asked.tenant AND past_run.key = asked.key""";

    private static final String UNFINISHED = """
            SELECT live.id FROM unnest(:ids::uuid[], :tenants) AS asked (id, tenant) JOIN live ON live.id = ANY (ARRAY[asked.id]) AND live.tenant = asked.tenant""";

    private final Jdbi jdbi;
    private final Gates gates;
    private final Comeback comeback;
    private final Kinds kinds;
    private final BiConsumer<List<Moved>, State> replayed;
    private final Consumer<Lane> nudge;

    /**
     * @param replayed told after every transaction which jobs are back, and how they wait
     * @param nudge told after that to which lanes there is something to dispatch
     */
    public Replays(Jdbi jdbi, Gates gates, Kinds kinds, BiConsumer<List<Moved>, State> replayed, Consumer<Lane> nudge) {
        this.jdbi = jdbi;
        this.gates = gates;
        this.comeback = new Comeback(gates);
        this.kinds = kinds;
        this.replayed = replayed;
        this.nudge = nudge;
    }

    public Replayed replay(Replay wanted) {
        var made = jdbi.inTransaction(handle -> replayAll(handle, List.of(wanted)));
        made.committed.run();
        return made.answers.getFirst();
    }

    /** What an ended job was asked for with; nothing while it has not ended. By the time it is replayed, somebody else may have done so. */
    public Optional<Asked> asked(int tenant, JobId job) {
        return jdbi.withHandle(handle ->
                EndedJob.find(handle, Replay.of(tenant, job)).map(ended -> new Asked(ended.kind(), ended.terms())));
    }

    public record Asked(String kind, Terms terms) {}

    /**
     * @param answers in the order of the replays
     * @param committed tells of them; for after the commit
     */
    public record Made(List<Replayed> answers, Runnable committed) {}

    /** Replays all of these, of different jobs, in a transaction of the caller's. */
    public Made replayAll(Handle handle, List<Replay> wanted) {
        var answers = new Answers(wanted);
        var ended = hold(handle, answers);
        var chosen = new ArrayList<Chosen>();
        for (var one : answers.open()) {
            var job = Objects.requireNonNull(ended.get(one.id().uuid()));
            var kind = kinds.find(job.kind());
            if (kind.isEmpty()) {
                answers.put(job.uuid(), new KindGone(job.kind()));
            } else {
                job.refusal(one)
                        .ifPresentOrElse(
                                refusal -> answers.put(job.uuid(), refusal),
                                () -> chosen.add(new Chosen(one, job, kind.get())));
            }
        }
        PastEffects.refuse(handle, chosen).forEach(answers::put);
        takeKeys(handle, answers.open(chosen)).forEach(answers::put);
        var back = answers.open(chosen);
        var moved = comeback.of(handle, back);
        back.forEach(one -> answers.put(one.uuid(), new Begun(one.job().run() + 1)));
        return new Made(answers.inOrder(), () -> tell(moved));
    }

    private static final class Answers {
        private final List<Replay> wanted;
        private final Map<UUID, Replayed> byJob = new HashMap<>();

        Answers(List<Replay> wanted) {
            this.wanted = wanted;
        }

        void put(UUID job, Replayed answer) {
            byJob.put(job, answer);
        }

        List<Replay> open() {
            return wanted.stream()
                    .filter(one -> !byJob.containsKey(one.id().uuid()))
                    .toList();
        }

        List<Chosen> open(List<Chosen> chosen) {
            return chosen.stream().filter(one -> !byJob.containsKey(one.uuid())).toList();
        }

        List<Replayed> inOrder() {
            return wanted.stream()
                    .map(one -> Objects.requireNonNull(byJob.get(one.id().uuid())))
                    .toList();
        }
    }

    /** The ended ones, which nobody else replays meanwhile. */
    private static Map<UUID, EndedJob> hold(Handle handle, Answers answers) {
        var ended = EndedJob.hold(handle, answers.wanted);
        madeBefore(handle, answers);
        boolean mayReopen = ended.values().stream().noneMatch(EndedJob::isOld) || ResultDays.mayReopen(handle);
        var gone = answers.open().stream()
                .filter(one -> !ended.containsKey(one.id().uuid()))
                .toList();
        var unfinished = gone.isEmpty() ? Set.<UUID>of() : unfinished(handle, gone);
        for (var one : answers.open()) {
            var job = ended.get(one.id().uuid());
            if (job == null) {
                answers.put(one.id().uuid(), unfinished.contains(one.id().uuid()) ? new NotEnded() : new NotFound());
            } else if (job.isOld() && !mayReopen) {
                answers.put(job.uuid(), new Busy());
            }
        }
        return ended;
    }

    private static Set<UUID> unfinished(Handle handle, List<Replay> jobs) {
        return handle.createQuery(UNFINISHED)
                .bind("ids", SqlArray.texts(jobs, one -> one.id().uuid()))
                .bind("tenants", SqlArray.ints(jobs, Replay::tenant))
                .mapTo(UUID.class)
                .set();
    }

    private static void madeBefore(Handle handle, Answers answers) {
        var keys = new HashMap<UUID, IdempotencyKey>();
        for (var one : answers.wanted) {
            if (one.key() != null) {
                keys.put(one.id().uuid(), one.key());
            }
        }
        if (keys.isEmpty()) {
            return;
        }
        var named = answers.wanted.stream().filter(one -> one.key() != null).toList();
        handle.createQuery(WITH_KEY)
                .bind("ids", SqlArray.texts(named, one -> one.id().uuid()))
                .bind("tenants", SqlArray.ints(named, Replay::tenant))
                .bind(
                        "keys",
                        SqlArray.texts(named, one -> of(keys, one.id().uuid()).key()))
                .map((row, context) -> {
                    var id = row.getObject("id", UUID.class);
                    boolean same = of(keys, id).isOf(row.getBytes("request"));
                    return Map.entry(id, same ? new Again(row.getInt("run")) : new OtherRequest());
                })
                .forEach(entry -> answers.put(entry.getKey(), entry.getValue()));
    }

    private static IdempotencyKey of(Map<UUID, IdempotencyKey> keys, UUID job) {
        return Objects.requireNonNull(keys.get(job));
    }

    /** Those whose unique key another job has by now. The others have theirs again. */
    private static Map<UUID, Replayed> takeKeys(Handle handle, List<Chosen> jobs) {
        var unique = jobs.stream()
                .filter(one -> one.terms().unique() != null)
                .map(Chosen::asSubmitted)
                .toList();
        var taken = new HashMap<UUID, Replayed>();
        UniqueKeys.take(handle, unique).forEach((id, by) -> {
            if (!by.id().uuid().equals(id)) {
                taken.put(id, new KeyTaken(by.id()));
            }
        });
        return taken;
    }

    private void tell(List<Back> moved) {
        for (var back : moved) {
            if (back.place() != null) {
                gates.isAt(back.gate(), back.priority(), back.place());
            }
        }
        moved.stream()
                .collect(Collectors.groupingBy(
                        back -> back.place() == null ? State.SCHEDULED : State.QUEUED,
                        Collectors.mapping(Back::job, Collectors.toList())))
                .forEach((state, jobs) -> replayed.accept(jobs, state));
        moved.stream()
                .flatMap(back -> kinds.find(back.job().kind()).stream())
                .map(Kind::lane)
                .distinct()
                .forEach(nudge);
    }
}
