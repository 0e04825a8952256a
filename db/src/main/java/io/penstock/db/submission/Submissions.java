package io.penstock.db.submission;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.artifact.ArtifactUses;
import io.penstock.db.artifact.ArtifactUses.Use;
import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gate;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.gate.Turns.Turn;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Weights;
import io.penstock.db.submission.Submitted.Created;
import io.penstock.db.submission.Terms.Concurrency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** submit: writes jobs, each with its idempotency key and its place in a gate, in one transaction. */
public final class Submissions implements AutoCloseable {

    private static final String WRITE = """
            WITH input AS (
                SELECT * FROM unnest(:ids::uuid[], :tenants, :kinds, :priorities, :max_attempts, :run_ats::timestamptz[], :payloads, :gates,
                                     :deadlines::timestamptz[], :options, :tags, :batches::uuid[], :custom_ids, :callbacks, :weights, :places, :keys, :key_maxes, :key_ordered)
                    AS i (id, tenant, kind, priority, max_attempts, run_at, payload, gate,
                                          deadline, options, tags, batch, custom_id, callback, weights, place, key, key_max, key_ordered)),
            written AS (
                INSERT INTO job (tenant, id, kind, priority, max_attempts, run_at, payload, deadline, options, tags, batch, custom_id)
                SELECT tenant, id, kind, priority, max_attempts, run_at, payload::json, deadline, options::json, tags::json, batch, custom_id
                FROM input),
            waiting AS (
                INSERT INTO live (id, tenant, gate, kind, state, priority, max_attempts, place, due_at, deadline, batch, callback, weights,
                                  key, key_max, key_ordered, key_nr)
                SELECT id, tenant, gate, kind,
                       CASE WHEN run_at > now() OR place IS NULL THEN 'scheduled' ELSE 'queued' END,
                       priority, max_attempts,
                       CASE WHEN run_at > now() THEN NULL ELSE place END,
                       CASE WHEN run_at > now() OR place IS NULL THEN greatest(run_at, now()) END,
                       deadline, batch, callback, weights::json,
                       key, key_max, key_ordered, CASE WHEN key IS NOT NULL THEN nextval('key_nr') END
                FROM input)
            SELECT now() AS since, EXISTS (SELECT FROM pause WHERE until > now()) AS paused""";

    private static final String TAG = """
            INSERT INTO tag (tenant, name, value, id) SELECT * FROM unnest(:tenants, :names, :values, :ids::uuid[])""";

    private static final String TO_FORGET =
            "INSERT INTO forgetting (id, tenant, after) SELECT * FROM unnest(:ids::uuid[], :tenants, :after::interval[])";

    private final Jdbi jdbi;
    private final Gates gates;
    private final BiConsumer<List<Submission>, List<Submitted>> submitted;
    private final Consumer<Lane> nudge;
    private final GroupCommit<Submission, Submitted> together;

    /** @param nudge told after every transaction to which lanes there is something to dispatch */
    public Submissions(Jdbi jdbi, Gates gates, Consumer<Lane> nudge) {
        this(jdbi, gates, (submissions, answers) -> {}, nudge);
    }

    /**
     * @param submitted told after every transaction what it submitted and what came of each, before anybody is nudged
     * @param nudge told after every transaction to which lanes there is something to dispatch
     */
    public Submissions(
            Jdbi jdbi, Gates gates, BiConsumer<List<Submission>, List<Submitted>> submitted, Consumer<Lane> nudge) {
        this.jdbi = jdbi;
        this.gates = gates;
        this.submitted = submitted;
        this.nudge = nudge;
        this.together = new GroupCommit<>("submit", 2, s -> s.payload().weight(), this::submitAll);
    }

    /**
     * Submits one job, together with those that others submit at this moment; nobody else waits for a long payload, nor fails with an
     * artifact that is gone.
     */
    public Submitted submit(Submission submission) {
        return submission.payload() instanceof JsonText.Aside
                        || !submission.artifacts().isEmpty()
                ? submitAll(List.of(submission)).getFirst()
                : together.call(submission);
    }

    /** Submits all of these in one transaction; the answers are in their order. */
    public List<Submitted> submitAll(List<Submission> submissions) {
        var answers = submissions.stream().allMatch(Submissions::isOneStatement)
                ? jdbi.withHandle(handle -> submit(handle, submissions))
                : jdbi.inTransaction(handle -> submit(handle, submissions));
        afterCommit(submissions, answers);
        return answers;
    }

    /** Tells of what was submitted in a transaction of the caller, once it is committed. */
    public void afterCommit(List<Submission> submissions, List<Submitted> answers) {
        var first = new HashMap<Queue, Long>();
        for (var answer : answers) {
            if (answer instanceof Created created && created.turn() != null) {
                first.merge(created.turn().queue(), created.turn().place(), Math::min);
            }
        }
        first.forEach((queue, place) -> gates.isAt(queue.gate(), queue.priority(), place));
        submitted.accept(submissions, answers);
        submissions.stream().map(s -> s.kind().lane()).distinct().forEach(nudge);
    }

    private static boolean isOneStatement(Submission s) {
        return s.key() == null
                && s.terms().unique() == null
                && s.terms().tags().isEmpty()
                && s.terms().forgetAfter() == null
                && s.artifacts().isEmpty()
                && s.payload() instanceof JsonText.Inline;
    }

    /** In a transaction of the caller, who calls {@link #afterCommit} after it. */
    public List<Submitted> submit(Handle handle, List<Submission> submissions) {
        var answers = TakenKeys.take(handle, submissions);
        var fresh = without(submissions, answers.keySet());
        var standIns = UniqueKeys.take(handle, fresh);
        TakenKeys.point(handle, fresh, standIns);
        var created = without(fresh, standIns.keySet());
        var jobGates = created.stream().map(this::gate).toList();
        var queues = IntStream.range(0, created.size())
                .mapToObj(nr -> queue(created.get(nr), jobGates.get(nr)))
                .toList();
        var turns = turns(created, queues);
        var written = write(handle, created, queues, turns);
        var all = new HashMap<UUID, Submitted>(answers);
        all.putAll(standIns);
        for (int nr = 0; nr < created.size(); nr++) {
            var id = created.get(nr).id();
            boolean held = written.paused || !jobGates.get(nr).limits().isEmpty();
            all.put(id.uuid(), new Created(id, written.at, turns.get(nr), held));
        }
        tag(handle, created);
        toForget(handle, created);
        use(handle, created);
        putAside(handle, created);
        return submissions.stream()
                .map(s -> Objects.requireNonNull(all.get(s.id().uuid())))
                .toList();
    }

    private static List<Submission> without(List<Submission> submissions, Set<UUID> ids) {
        return ids.isEmpty()
                ? submissions
                : submissions.stream().filter(s -> !ids.contains(s.id().uuid())).toList();
    }

    @Override
    public void close() {
        together.close();
    }

    /**
     * @param at the time of the transaction, by the database's clock
     * @param paused whether anything is
     */
    private record Written(Instant at, boolean paused) {}

    private Written write(Handle handle, List<Submission> jobs, List<Queue> queues, List<@Nullable Turn> turns) {
        if (jobs.isEmpty()) {
            return new Written(Instant.EPOCH, false);
        }
        return handle.createQuery(WRITE)
                .bind("ids", SqlArray.texts(jobs, s -> s.id().uuid()))
                .bind("tenants", SqlArray.ints(jobs, Submission::tenant))
                .bind("kinds", SqlArray.texts(jobs, s -> s.kind().name()))
                .bind("priorities", SqlArray.ints(jobs, s -> s.terms().priority()))
                .bind("max_attempts", SqlArray.ints(jobs, s -> s.terms().maxAttempts(s.kind())))
                .bind("run_ats", SqlArray.texts(jobs, s -> s.terms().runAt()))
                .bind(
                        "payloads",
                        SqlArray.texts(jobs, s -> s.payload() instanceof JsonText.Inline text ? text.json() : null))
                .bind("gates", SqlArray.ints(queues, Queue::gate))
                .bind("places", SqlArray.longs(turns, turn -> turn == null ? null : turn.place()))
                .bind(
                        "weights",
                        SqlArray.texts(jobs, s -> Weights.write(s.terms().units())))
                .bind("keys", SqlArray.texts(jobs, s -> of(s, Concurrency::key)))
                .bind("key_maxes", SqlArray.ints(jobs, s -> of(s, Concurrency::max)))
                .bind("key_ordered", SqlArray.booleans(jobs, s -> of(s, Concurrency::ordered)))
                .bind("deadlines", SqlArray.texts(jobs, s -> s.terms().deadline()))
                .bind(
                        "options",
                        SqlArray.texts(jobs, s -> s.terms().options(s.kind()).write()))
                .bind("tags", SqlArray.texts(jobs, Submissions::tags))
                .bind(
                        "batches",
                        SqlArray.texts(
                                jobs,
                                s -> s.batch() == null
                                        ? null
                                        : s.batch().batch().uuid()))
                .bind(
                        "custom_ids",
                        SqlArray.texts(
                                jobs, s -> s.batch() == null ? null : s.batch().customId()))
                .bind("callbacks", SqlArray.booleans(jobs, s -> s.terms().callback() != null))
                .map((row, context) -> new Written(time(row, "since"), row.getBoolean("paused")))
                .one();
    }

    private static <T> @Nullable T of(Submission job, Function<Concurrency, T> part) {
        var concurrency = job.terms().concurrency();
        return concurrency == null ? null : part.apply(concurrency);
    }

    private Gate gate(Submission job) {
        var terms = job.terms();
        return gates.of(job.kind(), job.tenant(), terms.limits(), terms.concurrency() != null);
    }

    private static Queue queue(Submission job, Gate gate) {
        return new Queue(gate.id(), job.terms().priority(), job.tenant());
    }

    /** Those whose time comes later get theirs then. */
    private List<@Nullable Turn> turns(List<Submission> jobs, List<Queue> queues) {
        var now = IntStream.range(0, jobs.size())
                .filter(nr -> !comesLater(jobs.get(nr)))
                .boxed()
                .toList();
        var given = gates.turns().give(now.stream().map(queues::get).toList()).iterator();
        var turns = new ArrayList<@Nullable Turn>(Collections.nCopies(jobs.size(), null));
        now.forEach(nr -> turns.set(nr, new Turn(queues.get(nr), given.next())));
        return turns;
    }

    private static boolean comesLater(Submission job) {
        var runAt = job.terms().runAt();
        return runAt != null && job.id().compareTo(new JobId(JobId.floor(runAt))) < 0;
    }

    private static @Nullable String tags(Submission submission) {
        var tags = submission.terms().tags();
        return tags.isEmpty() ? null : Json.write(tags);
    }

    private static void tag(Handle handle, List<Submission> jobs) {
        var tags = jobs.stream()
                .flatMap(job ->
                        job.terms().tags().entrySet().stream().map(tag -> new Tag(job, tag.getKey(), tag.getValue())))
                .toList();
        if (!tags.isEmpty()) {
            handle.createUpdate(TAG)
                    .bind("tenants", SqlArray.ints(tags, t -> t.job.tenant()))
                    .bind("names", SqlArray.texts(tags, Tag::name))
                    .bind("values", SqlArray.texts(tags, Tag::value))
                    .bind("ids", SqlArray.texts(tags, t -> t.job.id().uuid()))
                    .execute();
        }
    }

    private static void toForget(Handle handle, List<Submission> jobs) {
        var some =
                jobs.stream().filter(job -> job.terms().forgetAfter() != null).toList();
        if (!some.isEmpty()) {
            handle.createUpdate(TO_FORGET)
                    .bind("ids", SqlArray.texts(some, job -> job.id().uuid()))
                    .bind("tenants", SqlArray.ints(some, Submission::tenant))
                    .bind("after", SqlArray.texts(some, job -> job.terms().forgetAfter()))
                    .execute();
        }
    }

    private static void use(Handle handle, List<Submission> jobs) {
        ArtifactUses.note(
                handle,
                jobs.stream()
                        .flatMap(job -> job.artifacts().stream().map(id -> new Use(id, job.tenant(), job.id())))
                        .toList());
    }

    private static void putAside(Handle handle, List<Submission> jobs) {
        for (var job : jobs) {
            if (job.payload() instanceof JsonText.Aside text) {
                Asides.PAYLOADS.write(handle, job.id(), text);
            }
        }
    }

    private record Tag(Submission job, String name, String value) {}
}
