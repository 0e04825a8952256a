package io.penstock.testkit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.artifact.References;
import io.penstock.catalog.artifact.References.Reference;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifact.Declared;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.artifact.Deposits;
import io.penstock.db.artifact.NewArtifact;
import io.penstock.db.artifact.Removals;
import io.penstock.db.aside.AsideSettings;
import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.claim.Settlements;
import io.penstock.db.control.Cancellations;
import io.penstock.db.database.Database;
import io.penstock.db.effect.Effects;
import io.penstock.db.fleet.LaneSlots;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.limit.Limits;
import io.penstock.db.progress.Chunk;
import io.penstock.db.progress.Reports;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Shelf;
import io.penstock.store.Store;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Handlers;
import io.penstock.worker.run.ArtifactAccess;
import io.penstock.worker.run.JobRunner;
import io.penstock.worker.run.Payloads;
import io.penstock.worker.run.Running;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Runs handlers as a worker would: jobs are in a real Postgres, effects go through the real ledger, and what an attempt comes to is
 * settled as ever. Only delivery is left out: the test says when an attempt begins, due or not, and sets the worker's clock.
 */
public final class HandlerKit implements AutoCloseable {

    private static final String DELIVER = """
            UPDATE live SET state = 'dispatched', due_at = NULL, place = 0
            WHERE id = :id AND state <> 'running' RETURNING attempt""";

    private static final String SILENCE = "UPDATE worker SET lease_until = now() - interval '1 second' WHERE id = ?";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEASE = Duration.ofHours(1);
    private static final LaneSlots SLOTS = new LaneSlots(100, Map.of());

    /** How long a handler that was asked to stop may take. */
    public static final Duration GRACE = Duration.ofMillis(500);

    private final SettableClock clock = new SettableClock(Clock.systemUTC().instant());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Semaphore slots = new Semaphore(SLOTS.usual());
    private final Database database;
    private final Settlements settlements;
    private final Submissions submissions;
    private final Cancellations cancellations;
    private final Jobs jobs;
    private final Results results;
    private final Reports reports;
    private final Shelf shelf;
    private final Artifacts artifacts;
    private final JobRunner runner;
    private Running running;
    private int worker;

    private HandlerKit(Function<Database, List<Handler<?, ?>>> handlers) {
        this.database = KitPostgres.open();
        this.settlements = new Settlements(database.jdbi());
        this.submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {});
        this.cancellations = new Cancellations(database.jdbi());
        this.jobs = new Jobs(database.jdbi());
        this.results = new Results(database.jdbi());
        this.reports = new Reports(database);
        var settings = ArtifactSettings.in(KitPostgres.artifacts().toString());
        this.shelf = new Shelf(
                Store.of(settings, Map.of()), new Deposits(database.jdbi()), new Removals(database.jdbi()), settings);
        this.artifacts = new Artifacts(database.jdbi());
        this.runner = new JobRunner(
                new Handlers(handlers.apply(database)),
                settlements,
                new Payloads(database.jdbi(), new AsideSettings(null).room()),
                new Effects(database.jdbi()),
                ArtifactAccess.of(database.jdbi(), settings),
                reports,
                new Limits(database.jdbi()),
                clock,
                GRACE,
                meters);
        this.running = new Running(runner);
        this.worker = join();
    }

    public static HandlerKit of(Handler<?, ?>... handlers) {
        return of(database -> List.of(handlers));
    }

    /** @param handlers that have tables of their own */
    public static HandlerKit of(Function<Database, List<Handler<?, ?>>> handlers) {
        return new HandlerKit(handlers);
    }

    public SettableClock clock() {
        return clock;
    }

    /** Submits a job, and runs its first attempt to its end. */
    public <P> Job run(Kind<P, ?> kind, P payload) {
        return attempt(submit(kind, payload));
    }

    public <P> JobId submit(Kind<P, ?> kind, P payload) {
        return submit(kind, payload, Terms.DEFAULT);
    }

    /** Submits a job; nothing runs yet. The payload is checked as it would be at the door. */
    public <P> JobId submit(Kind<P, ?> kind, P payload, Terms terms) {
        var json = Json.write(payload);
        var references = new References();
        if (kind.read(Json.mapper().readTree(json), references) instanceof Read.Invalid<P> invalid) {
            throw new IllegalArgumentException("The payload is not valid: " + invalid.violations());
        }
        var ids = references.found().stream().map(Reference::id).toList();
        return submissions
                .submit(Submission.of(1, kind, json, terms).referringTo(ids))
                .id();
    }

    /** Runs the next attempt to its end, and returns what the job has come to. */
    public Job attempt(JobId id) {
        start(id);
        return await(id);
    }

    /** Lets the next attempt begin, due or not, on a thread of its own. */
    public void start(JobId id) {
        var behind = database.jdbi()
                .withHandle(handle -> handle.createQuery(DELIVER)
                        .bind("id", id.uuid())
                        .mapTo(Integer.class)
                        .findOne())
                .orElseThrow(() -> new IllegalStateException(id + " does not wait: " + job(id)));
        var claims = new Claims(database).claim(worker, List.of(new Offer(id, behind)));
        if (claims.isEmpty()) {
            throw new IllegalStateException(id + " is cancelled or late: " + job(id));
        }
        slots.acquireUninterruptibly();
        running.start(claims.getFirst(), slots::release);
    }

    /** Waits until every attempt is over, and returns what the job has come to. */
    public Job await(JobId id) {
        try {
            if (!running.awaitNone(PATIENCE)) {
                throw new AssertionError("An attempt goes on after " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return job(id);
    }

    /** Cancels it as a client would; an attempt under way is asked to stop. */
    public void cancel(JobId id) {
        cancellations.cancel(1, id);
        running.cancel(cancellations.requestedOf(worker));
    }

    /** The worker is taken for dead: its jobs wait again, and what its attempts still do does not count. The next ones are another worker's. */
    public void loseWorker() {
        database.jdbi().useHandle(handle -> handle.execute(SILENCE, worker));
        new LapsedClaims(database).rescue();
        running.loseAll();
        running = new Running(runner);
        worker = join();
    }

    public Job job(JobId id) {
        return jobs.find(1, id).orElseThrow();
    }

    public <R> R result(JobId id, Kind<?, R> kind) {
        return switch (results.find(1, id)) {
            case Result.Inline inline -> Json.readTrusted(inline.json(), kind.result());
            case Result.Aside aside -> Json.readTrusted(text(id), kind.result());
            case Result.Gone gone -> throw new AssertionError("Its time is over: " + job(id));
            case Result.None none -> throw new AssertionError("It has no result: " + job(id));
        };
    }

    private String text(JobId id) {
        try (var result = results.open(id)) {
            return new String(result.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Uploads a file that payloads may refer to. */
    public ArtifactId upload(String name, String contentType, byte[] content) {
        var what = new NewArtifact(name, contentType, Declared.NOTHING, Duration.ofDays(1));
        var artifact = shelf.begin(1, what);
        try {
            shelf.fill(artifact, new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return artifact.id();
    }

    /** What has become of an artifact, such as one that a job has kept. */
    public Optional<Artifact> artifact(ArtifactId id) {
        return artifacts.find(1, id);
    }

    public byte[] content(ArtifactId id) {
        var content = artifact(id).map(Artifact::content).orElseThrow(() -> new AssertionError(id + " has no content"));
        try (var in = shelf.open(id, content, 0, content.bytes())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its attempts have streamed. */
    public List<String> chunks(JobId id) {
        return reports.chunksAfter(id, 0, 0, Integer.MAX_VALUE).stream()
                .map(Chunk::text)
                .toList();
    }

    /** How many handlers were given up, as they did not stop when asked to. */
    public int abandoned() {
        return (int) meters.counter("penstock.abandoned").count();
    }

    Database database() {
        return database;
    }

    private int join() {
        return new Workers(database.jdbi()).join(Identity.named("kit"), EnumSet.allOf(Lane.class), SLOTS, LEASE);
    }

    @Override
    public void close() {
        running.loseAll();
        runner.close();
        submissions.close();
        settlements.close();
        database.close();
    }
}
