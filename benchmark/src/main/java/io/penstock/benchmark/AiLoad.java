package io.penstock.benchmark;

import io.penstock.benchmark.Windows.Use;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.event.EventType;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.journal.Entry;
import io.penstock.sandbox.journal.Journal;
import io.penstock.sandbox.limit.Terms;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Has AI jobs run, and finds in the sandbox's journal what became of their calls. */
final class AiLoad implements AutoCloseable {

    private static final int BATCH = 500;
    private static final long LOOK_NANOS = 500_000_000;
    private static final int LOOKS_PER_LINE = 20;
    private static final Duration EVENTS_PATIENCE = Duration.ofSeconds(30);

    private final Database database;
    private final Sandbox sandbox;
    private final Chronicle chronicle;
    private final PrintWriter out;
    private final Limits limits;
    private final Submissions submissions;
    private final ApiKey key = ApiKey.random();
    private final int tenant;
    private int number;

    AiLoad(Database database, Sandbox sandbox, Chronicle chronicle, PrintWriter out) {
        this.database = database;
        this.sandbox = sandbox;
        this.chronicle = chronicle;
        this.out = out;
        this.limits = new Limits(database.jdbi());
        this.submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {});
        var tenants = new Tenants(database.jdbi());
        tenants.grant(tenants.named("benchmark"), key, "benchmark");
        this.tenant = tenants.named("benchmark").id();
    }

    String key() {
        return key.secret();
    }

    Journal journal() {
        return sandbox.journal();
    }

    void answersAfter(Duration latency) {
        answersAfter(latency, Duration.ZERO);
    }

    void answersAfter(Duration latency, Duration pace) {
        sandbox.limits().set("openai", null, Terms.OPEN.latency(latency).pace(pace));
    }

    /**
     * What came of it.
     *
     * @param calls as the sandbox saw them, those that it refused too
     * @param dispatched when the jobs took their permits, by the database's clock, and the tokens that each then used
     * @param provider how long the sandbox took for each, in milliseconds
     * @param added how much longer each attempt took
     */
    record Done(List<Entry> calls, long estimated, List<Use> dispatched, List<Double> provider, List<Double> added) {

        long tokens() {
            return calls.stream().mapToLong(AiLoad::tokens).sum();
        }

        long refused() {
            return calls.stream()
                    .filter(call -> !Objects.equals(call.status(), 200))
                    .count();
        }
    }

    /** Lets all of them wait until the limit opens, and returns when they have ended. */
    Done run(int count, @Nullable Quota quota) throws InterruptedException {
        journal().clear();
        if (quota != null) {
            limits.create(new NewLimit(AiJob.TOKENS, quota, null, null));
            limits.close(AiJob.TOKENS, Instant.parse("2999-01-01T00:00:00Z"), "Until all wait", null);
        }
        var jobs = submit(count, quota != null);
        limits.reopen(AiJob.TOKENS);
        awaitEnd();
        return done(jobs);
    }

    /** Returns when so many more calls are under way. */
    void begin(int count) {
        int before = underWay();
        submit(count, false);
        while (underWay() < before + count) {
            LockSupport.parkNanos(LOOK_NANOS / 10);
        }
    }

    int underWay() {
        return (int) journal().entries().stream()
                .filter(call -> call.answeredAt() == null)
                .count();
    }

    private List<AiJob> submit(int count, boolean limited) {
        var jobs = new ArrayList<AiJob>(count);
        for (int done = 0; done < count; done += BATCH) {
            var some = new ArrayList<AiJob>();
            for (int i = 0; i < Math.min(BATCH, count - done); i++) {
                some.add(AiJob.of(tenant, ++number, limited));
            }
            submissions.submitAll(some.stream().map(AiJob::submission).toList());
            jobs.addAll(some);
        }
        return jobs;
    }

    void awaitEnd() {
        long left = unfinished();
        for (int looks = 1; left > 0; looks++) {
            if (looks % LOOKS_PER_LINE == 0) {
                out.printf("        … %,d jobs to go%n", left);
                out.flush();
            }
            LockSupport.parkNanos(LOOK_NANOS);
            left = unfinished();
        }
    }

    private long unfinished() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM live")
                        .mapTo(Long.class)
                        .one());
    }

    private Done done(List<AiJob> jobs) {
        var calls = journal().entries();
        Map<String, Entry> byBody =
                calls.stream().collect(Collectors.toMap(Entry::bodyHash, Function.identity(), (a, b) -> b));
        long end = System.nanoTime() + EVENTS_PATIENCE.toNanos();
        var dispatched = new ArrayList<Use>();
        var provider = new ArrayList<Double>();
        var added = new ArrayList<Double>();
        for (var job : jobs) {
            var call = Objects.requireNonNull(byBody.get(job.bodyHash()), "The sandbox has not seen a job's call");
            var ended = at(job, EventType.SUCCEEDED, end);
            var started = at(job, EventType.STARTED, end);
            var permitted =
                    Objects.requireNonNull(at(job, EventType.DISPATCHED, end), "Nobody told of a job's dispatch");
            dispatched.add(Use.of(permitted, tokens(call)));
            // One that was tried again began more than once; which of its starts is meant is not told.
            if (ended != null
                    && started != null
                    && !chronicle.startedAgain().containsKey(job.submission().id())) {
                double took = millis(call.arrivedAt(), Objects.requireNonNull(call.answeredAt()));
                provider.add(took);
                added.add(millis(started, ended) - took);
            }
        }
        return new Done(calls, jobs.stream().mapToLong(AiJob::estimate).sum(), dispatched, provider, added);
    }

    /** Nothing when nobody told it by then. */
    private @Nullable Instant at(AiJob job, EventType type, long end) {
        var at = chronicle.at(job.submission().id(), type);
        while (at == null && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS / 10);
            at = chronicle.at(job.submission().id(), type);
        }
        return at;
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    @Override
    public void close() {
        submissions.close();
    }

    static long tokens(Entry call) {
        return (long) call.inputTokens() + call.outputTokens();
    }
}
