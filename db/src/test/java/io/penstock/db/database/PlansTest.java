package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.aside.Results;
import io.penstock.db.batch.BatchItems;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.ItemState;
import io.penstock.db.batch.NewItem;
import io.penstock.db.batch.Receptions;
import io.penstock.db.batch.UnfinishedBatches;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.cache.QuestionKey;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.ClaimedJobs;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.claim.Outcome.Await;
import io.penstock.db.claim.Outcome.Failed;
import io.penstock.db.claim.Outcome.Released;
import io.penstock.db.claim.Outcome.Retry;
import io.penstock.db.claim.Outcome.Succeeded;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.control.Cancellations;
import io.penstock.db.error.ErrorGroups;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.fleet.Worker;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.DueJobs;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobFilter;
import io.penstock.db.job.JobId;
import io.penstock.db.job.JobPages;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.notice.Notices;
import io.penstock.db.notice.Notices.Notice;
import io.penstock.db.replay.Replay;
import io.penstock.db.replay.Replayed;
import io.penstock.db.replay.Replays;
import io.penstock.db.retention.OldNotices;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.Terms.Unique;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import io.penstock.db.webhook.Deliveries;
import io.penstock.db.webhook.DeliveryAttempts;
import io.penstock.db.webhook.DeliveryAttempts.Begun;
import io.penstock.db.webhook.DeliveryAttempts.Called;
import io.penstock.db.webhook.DeliveryState;
import io.penstock.db.webhook.OwedCallbacks;
import io.penstock.db.webhook.Redeliveries;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The whole path and every list, beside a long history and many jobs that wait: Postgres tells the plan of each statement that it ran. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlansTest {

    private static final String FINISHED = """
            WITH made AS (SELECT uuidv7() AS id, nr FROM generate_series(1, 200000) AS nr),
            j AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) SELECT nr % 20, id, 'probe', 5, 5, '{}' FROM made)
            INSERT INTO outcome (tenant, id, state, attempt, error_code, error)
            SELECT nr % 20, id, CASE WHEN nr % 100 = 0 THEN 'failed' ELSE 'succeeded' END, 1,
                   CASE WHEN nr % 100 = 0 THEN 'timeout' END, CASE WHEN nr % 100 = 0 THEN 'It took too long.' END
            FROM made""";

    private static final String SCHEDULED = """
            WITH made AS (SELECT uuidv7() AS id, nr FROM generate_series(1, 100000) AS nr),
            j AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) SELECT nr % 20, id, 'probe', 5, 5, '{}' FROM made)
            INSERT INTO live (id, tenant, gate, kind, state, priority, max_attempts, due_at)
            SELECT id, nr % 20, (SELECT id FROM gate WHERE lane = 'http'), 'probe', 'scheduled', 5, 5, now() + nr * interval '1 minute' FROM made""";

    private static final String DELIVERED = """
            WITH made AS (SELECT uuidv7() AS id, nr FROM generate_series(1, 50000) AS nr)
            INSERT INTO delivery (id, tenant, subject, type, url, body, job, outcome)
            SELECT id, nr % 20, id, 'job.succeeded', 'https://receiver.example/', '{}', id, CASE WHEN nr % 50 > 0 THEN 'delivered' END FROM made""";

    private static final String LIMITS = """
            INSERT INTO limit_state (name, type, kind, permits) SELECT 'limit-' || nr, 'concurrency', 'kind-' || nr % 1000, 1
            FROM generate_series(1, 2000) AS nr""";

    private static final String ANSWERS = """
            INSERT INTO ai_cache (key, tenant, kind, model, answer, bytes, expires_at)
            SELECT sha256(nr::text::bytea), 1, 'ai.generate', 'm', 'words', 5, now() + interval '1 day' FROM generate_series(1, 10000) AS nr""";

    private static final int TENANT = 1;

    private static final Failure FAILURE = new Failure("timeout", "It took too long.");

    private static TestDatabase test;
    private static Database database;

    private final Plans plans = new Plans();

    @BeforeAll
    static void fill() {
        test = TestDatabase.fresh();
        test.jdbi().useHandle(handle -> {
            handle.execute(FINISHED);
            handle.execute(SCHEDULED);
            handle.execute(DELIVERED);
        });
        database = Plans.told(test);
    }

    @AfterAll
    static void close() {
        database.close();
        test.close();
    }

    @Test
    @Order(1)
    void noStatementReadsAWholeTableBeforeThereAreStatistics() {
        assertThat(statistics()).isEqualTo("0");
        walkThePath();
        plans.assertThatNoneReadsAWholeTable(5000);
    }

    @Test
    @Order(2)
    void noStatementReadsAWholeTableOnceThereAreStatistics() {
        test.jdbi().useHandle(handle -> handle.execute("ANALYZE"));
        assertThat(statistics()).isNotEqualTo("0");
        walkThePath();
        plans.assertThatNoneReadsAWholeTable(5000);
    }

    /** Both before and after there are statistics of them; a dispatcher does read all limits, when they have changed. */
    @Test
    @Order(3)
    void aReadLooksUpTheLimitsOfItsJobsAndNoOthers() {
        var job = Submission.of(TENANT, Probe.KIND, "{}");
        try (var submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {})) {
            submissions.submitAll(List.of(job));
        }
        test.jdbi().useHandle(handle -> handle.execute(LIMITS));
        for (var statistics : List.of("SELECT", "ANALYZE limit_state")) {
            test.jdbi().useHandle(handle -> handle.execute(statistics));
            database.jdbi().setSqlLogger(plans);
            read(job.id());
        }
        assertThat(plans.all()).anyMatch(plan -> plan.contains("Index Scan using limit_of_tenant"));
        assertThat(plans.all()).noneMatch(plan -> plan.contains("Seq Scan on limit_state"));
    }

    /** Statistics made while none is due say that hardly any will be; to look for each among all that are would take a second for a thousand. */
    @Test
    @Order(4)
    void jobsThatComeDueAreFoundByTheirIdsAndNotEachAmongAllThatAreDue() {
        test.jdbi().useHandle(handle -> {
            handle.execute("UPDATE live SET state = 'queued', due_at = NULL, place = 1");
            handle.execute("VACUUM ANALYZE live");
            handle.execute("UPDATE live SET state = 'scheduled', due_at = now(), place = NULL");
        });
        database.jdbi().setSqlLogger(plans);
        assertThat(new DueJobs(database, new Gates(database)).comeDue(1000)).hasSize(1000);
        assertThat(plans.all())
                .filteredOn(plan -> plan.contains("Update on live"))
                .isNotEmpty()
                .noneMatch(plan -> plan.contains("live_due"));
    }

    /** Statistics of an empty table say that its tenant or its time would find an answer as well as its key. */
    @Test
    @Order(5)
    void anAnswerIsFoundByItsKeyAlone() {
        test.jdbi().useHandle(handle -> {
            handle.execute("ANALYZE ai_cache");
            handle.execute(ANSWERS);
        });
        database.recoverable().setSqlLogger(plans);
        var key = QuestionKey.of(Json.mapper().createObjectNode());
        new KeptAnswers(database).find(TENANT, List.of(key), Map.of());
        assertThat(plans.all()).hasSize(1).allMatch(plan -> plan.contains("Index Scan using ai_cache_pkey"));
    }

    /** A queue is empty now and then, and the statistics of that moment stay for a while. */
    @Test
    @Order(6)
    void noStatementReadsAWholeTableThatWasEmptyWhenItWasVacuumed() {
        Plans.forgetRows(test);
        walkThePath();
        plans.assertThatNoneReadsAWholeTable(5000);
    }

    private static String statistics() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM pg_stats WHERE tablename = 'live'")
                        .mapTo(String.class)
                        .one());
    }

    private void walkThePath() {
        database.jdbi().setSqlLogger(plans);
        database.recoverable().setSqlLogger(plans);
        var gates = new Gates(database);
        submit(gates);
        receive(gates);
        var unclaimed = new Unclaimed(database, gates);
        new DueJobs(database, gates).comeDue(10);
        unclaimed.giveBack(gates.take(Lane.HTTP, 1));
        unclaimed.giveBackLate(Lane.HTTP, Duration.ZERO, 10);
        var taken = gates.take(Lane.HTTP, 100);
        unclaimed.on(Lane.HTTP);
        new LaneLoads(database).of(Lane.HTTP);
        int worker = WorkerRows.in(database).alive();
        var claims = new Claims(database)
                .claim(
                        worker,
                        taken.stream()
                                .map(job -> new Offer(job.id(), job.attempt()))
                                .toList());
        assertThat(claims).hasSizeGreaterThan(10);
        new ClaimedJobs(database.jdbi()).page(worker, null, 10);
        new ClaimedJobs(database.jdbi()).longest(worker, 10);
        new Workers(database.jdbi()).page(EnumSet.allOf(Worker.State.class), null, null, 10);
        settle(claims);
        tell();
        callBack(gates);
        WorkerRows.in(database).silence(worker);
        assertThat(new LapsedClaims(database).rescue()).isPositive();
        read(claims.getFirst().id());
        replay(gates);
    }

    private static void replay(Gates gates) {
        var replays = new Replays(database.jdbi(), gates, Catalog.kinds(List.of()), (jobs, state) -> {}, lane -> {});
        var failed = test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT id FROM outcome WHERE state = 'failed' AND tenant = 0 LIMIT 20")
                        .mapTo(UUID.class)
                        .list());
        var wanted = failed.stream().map(id -> Replay.of(0, new JobId(id))).toList();
        var made = database.jdbi().inTransaction(handle -> replays.replayAll(handle, wanted));
        assertThat(made.answers()).hasSize(20).allMatch(Replayed.Begun.class::isInstance);
    }

    private static void submit(Gates gates) {
        try (var submissions = new Submissions(database.jdbi(), gates, lane -> {})) {
            var batch = IntStream.range(0, 20)
                    .mapToObj(i ->
                            Submission.of(1, Probe.KIND, "{}").with(new IdempotencyKey("key-" + i, ApiKey.hash("a"))))
                    .toList();
            submissions.submitAll(batch);
            submissions.submitAll(batch.stream()
                    .map(s -> Submission.of(1, s.kind(), "{}").with(s.key()))
                    .toList());
            submissions.submitAll(IntStream.range(0, 20)
                    .mapToObj(i -> Submission.of(1, Probe.KIND, "{}"))
                    .toList());
        }
    }

    private static void receive(Gates gates) {
        var batches = new Batches(database.jdbi());
        var items = new BatchItems(database.jdbi());
        var unfinished = new UnfinishedBatches(database.jdbi());
        try (var submissions = new Submissions(database.jdbi(), gates, lane -> {})) {
            var receptions = new Receptions(database.jdbi(), submissions);
            var terms = Terms.DEFAULT.unique(new Unique("u", false, null));
            var some = IntStream.rangeClosed(1, 20)
                    .mapToObj(nr -> new NewItem(
                            nr,
                            "item-" + nr,
                            ApiKey.hash("" + nr),
                            new Read.Valid<>(Submission.of(1, Probe.KIND, "{}", terms))))
                    .toList();
            var receiving = (Receiving) receptions.begin(1, UUID.randomUUID().toString(), null, Map.of());
            receptions.store(receiving, some);
            receptions.store(receiving, some);
            receptions.seal(receiving, ApiKey.hash("all"));
            var id = receiving.batch();
            batches.find(1, id);
            batches.page(1, id, 20);
            batches.count(id);
            batches.refused(id, 20);
            items.items(1, id, Set.of(), 0, 10);
            items.items(1, id, Set.of(ItemState.FAILED), 0, 10);
            items.results(1, id, 0, 10);
            batches.cancel(1, id);
            new Cancellations(database.jdbi()).request(id, 100);
            new Cancellations(database.jdbi()).endRequested(100);
            unfinished.giveUp();
            unfinished.cancelled();
            assertThat(unfinished.finish(10)).isEqualTo(1);
        }
    }

    private static void settle(List<Claim> claims) {
        try (var settlements = new Settlements(database.jdbi())) {
            settlements.finishAll(List.of(
                    new Settlement(claims.get(0), new Succeeded("{}")),
                    new Settlement(claims.get(1), new Failed(FAILURE, FailureClass.PERMANENT)),
                    new Settlement(claims.get(2), new Retry(FAILURE, FailureClass.RETRYABLE, Duration.ZERO)),
                    new Settlement(claims.get(3), new Released()),
                    new Settlement(claims.get(4), new Await("transfer", Duration.ofHours(1)))));
        }
    }

    /** There may be a hundred thousand that wait for other things. */
    private void tell() {
        try (var notices = new Notices(database.jdbi())) {
            notices.take(new Notice("bank", UUID.randomUUID().toString(), "paid", List.of("transfer", "account")));
        }
        new OldNotices(database.jdbi()).prune(Duration.ofDays(30), 100);
        assertThat(plans.all())
                .filteredOn(plan -> plan.contains("awaits = ANY"))
                .isNotEmpty()
                .allMatch(plan -> plan.contains("Index Scan using live_awaits"));
    }

    private static void callBack(Gates gates) {
        try (var submissions = new Submissions(database.jdbi(), gates, lane -> {})) {
            var job = Submission.of(TENANT, Probe.KIND, "{}", Terms.DEFAULT.callback("https://receiver.example/"));
            submissions.submitAll(List.of(job));
            new Cancellations(database.jdbi()).cancel(TENANT, job.id());
            assertThat(new OwedCallbacks(database.jdbi(), submissions).deliver(10))
                    .isEqualTo(1);
            var deliveries = new Deliveries(database.jdbi());
            var delivery = deliveries
                    .page(TENANT, new Deliveries.Filter(Set.of(), job.id()), null, 20)
                    .getFirst();
            var attempts = new DeliveryAttempts(database.jdbi());
            var call = (Begun.Call) attempts.begin(delivery.id(), Objects.requireNonNull(delivery.delivering()));
            attempts.finish(call, new Called.Failed(null, FAILURE), Duration.ZERO);
            attempts.finish(call, new Called.Delivered(200), Duration.ZERO);
            deliveries.find(TENANT, delivery.id());
            deliveries.page(TENANT, new Deliveries.Filter(Set.of(DeliveryState.FAILED), null), null, 20);
            deliveries.page(
                    TENANT, new Deliveries.Filter(Set.of(), null), delivery.id().uuid(), 20);
            new Redeliveries(database.jdbi(), submissions).redeliver(TENANT, delivery.id());
        }
    }

    private static void read(JobId id) {
        new Jobs(database.jdbi()).find(1, id);
        var pages = new JobPages(database.jdbi());
        new Results(database.jdbi()).find(1, id);
        var hourAgo = Instant.now().minus(Duration.ofHours(1));
        for (var states : List.of(
                Set.<State>of(),
                Set.of(State.SCHEDULED),
                Set.of(State.FAILED),
                Set.of(State.SUCCEEDED, State.QUEUED))) {
            pages.page(1, new JobFilter(states, null, Map.of(), null, null), null, 20);
            pages.page(1, new JobFilter(states, "probe", Map.of("a", "b"), hourAgo, Instant.now()), id, 20);
        }
        var group = new ErrorGroupId("0123456789abcdef");
        pages.page(1, new JobFilter(Set.of(), null, Map.of(), null, null, group), null, 20);
        pages.page(1, new JobFilter(Set.of(State.FAILED), "probe", Map.of("a", "b"), hourAgo, null, group), id, 20);
        new ErrorGroups(database.jdbi()).sample(null, group, 10);
        new Cancellations(database.jdbi()).cancel(1, id);
    }
}
