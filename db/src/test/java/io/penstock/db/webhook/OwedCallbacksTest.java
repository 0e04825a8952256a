package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.aside.JsonText;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Expirations;
import io.penstock.db.control.Resolutions;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.InBatch;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class OwedCallbacksTest {

    private static final String URL = "https://receiver.example/hook?a=b";
    private static final Failure FAILURE = new Failure("provider_error", "The provider answered 500.");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {});

    private final int tenant = new Tenants(test.jdbi()).named("a").id();
    private final OwedCallbacks owed = new OwedCallbacks(test.jdbi(), submissions);
    private final Deliveries deliveries = new Deliveries(test.jdbi());
    private final int worker = WorkerRows.in(test.database()).alive();

    private JobRows row() {
        return JobRows.in(test.database()).tenant(tenant).callback(URL);
    }

    private void finish(JobId id, Outcome outcome) {
        var claim = TestClaim.of(id, 1, worker);
        try (var settlements = new Settlements(test.jdbi())) {
            settlements.finishAll(List.of(new Settlement(claim, outcome)));
        }
    }

    private List<Delivery> of(JobId job) {
        return deliveries.page(tenant, new Deliveries.Filter(Set.of(), job), null, 10);
    }

    private JsonNode body(Delivery delivery) {
        String body = test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT body FROM delivery WHERE id = ?")
                        .bind(0, delivery.id().uuid())
                        .mapTo(String.class)
                        .one());
        return Json.mapper().readTree(body);
    }

    private int count(String sql) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + sql)
                        .mapTo(Integer.class)
                        .one());
    }

    static Stream<Outcome> ends() {
        return Stream.of(
                new Outcome.Succeeded("{}"),
                new Outcome.Failed(FAILURE, FailureClass.PERMANENT),
                new Outcome.Cancelled(),
                new Outcome.Expired(FAILURE, FailureClass.EXPIRED),
                new Outcome.Unknown(FAILURE));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void howeverAWorkerEndsAJobOneDeliveryIsMade(Outcome outcome) {
        var job = row().running().worker(worker).insert();
        finish(job, outcome);

        assertThat(owed.deliver(10)).isEqualTo(1);
        assertThat(owed.deliver(10)).isZero();

        var delivery = of(job).getFirst();
        assertThat(of(job)).hasSize(1);
        assertThat(delivery.type()).startsWith("job.");
        assertThat(delivery.url()).isEqualTo(URL);
        assertThat(delivery.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(delivery.attempt()).isZero();
        var state = body(delivery).at("/data/state").asString();
        assertThat(delivery.type()).isEqualTo("job." + state);
    }

    @Test
    void anEndWithoutAWorkerIsToldToo() {
        var cancelled = row().queued().insert();
        new Cancellations(test.jdbi()).cancel(tenant, cancelled);
        var late = row().queued().insert();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET deadline = now() WHERE id = ?", late.uuid()));
        new Expirations(test.jdbi()).expire(10);
        var poison = row().running()
                .rescues(2)
                .attempt(3)
                .worker(WorkerRows.in(test.database()).silent())
                .insert();
        new LapsedClaims(test.database()).rescue();

        assertThat(owed.deliver(10)).isEqualTo(3);

        assertThat(of(cancelled)).extracting(Delivery::type).containsExactly("job.cancelled");
        assertThat(of(late)).extracting(Delivery::type).containsExactly("job.expired");
        assertThat(of(poison)).extracting(Delivery::type).containsExactly("job.failed");
    }

    @Test
    void nobodyIsToldWhoDidNotAsk() {
        finish(JobRows.in(test.database()).running().worker(worker).insert(), new Outcome.Succeeded("{}"));
        assertThat(owed.deliver(10)).isZero();
    }

    @Test
    void aRetryIsNoEnd() {
        var job = row().running().worker(worker).insert();
        finish(job, new Outcome.Retry(FAILURE, FailureClass.RETRYABLE, Duration.ZERO));
        assertThat(owed.deliver(10)).isZero();
    }

    @Test
    void theBodySaysHowTheJobEndedAndNeitherPayloadNorResult() {
        var batch = BatchId.next();
        var job = Submission.of(
                        tenant,
                        Probe.KIND,
                        "{\"note\":\"secret payload\"}",
                        Terms.DEFAULT.callback(URL).tags(Map.of("team", "ü\"\\")))
                .in(new InBatch(batch, "mine"));
        submissions.submitAll(List.of(job));
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET state = 'running', attempt = 1, worker = ? WHERE id = ?",
                        worker,
                        job.id().uuid()));
        finish(job.id(), new Outcome.Failed(FAILURE, FailureClass.PERMANENT));
        owed.deliver(10);

        var body = body(of(job.id()).getFirst());

        assertThat(body.propertyNames()).containsExactly("type", "timestamp", "data");
        assertThat(body.at("/type").asString()).isEqualTo("job.failed");
        assertThat(body.at("/timestamp")).isEqualTo(body.at("/data/finished_at"));
        assertThat(body.at("/data").propertyNames())
                .containsExactly(
                        "id",
                        "kind",
                        "state",
                        "attempt",
                        "created_at",
                        "finished_at",
                        "error",
                        "tags",
                        "custom_id",
                        "batch_id");
        assertThat(body.at("/data/id").asString()).isEqualTo(job.id().toString());
        assertThat(body.at("/data/kind").asString()).isEqualTo("probe");
        assertThat(body.at("/data/attempt").asInt()).isEqualTo(1);
        assertThat(body.at("/data/error/code").asString()).isEqualTo("provider_error");
        assertThat(body.at("/data/error/message").asString()).isEqualTo(FAILURE.message());
        assertThat(body.at("/data/tags/team").asString()).isEqualTo("ü\"\\");
        assertThat(body.at("/data/custom_id").asString()).isEqualTo("mine");
        assertThat(body.at("/data/batch_id").asString()).isEqualTo(batch.toString());
        assertThat(body.toString()).doesNotContain("secret payload");
    }

    @Test
    void aResolutionIsToldAsWell() {
        var job = row().running().worker(worker).insert();
        finish(job, new Outcome.Unknown(FAILURE));
        owed.deliver(10);
        new Resolutions(test.jdbi()).resolve(tenant, job, true, "seen at the bank", JsonText.of("{}"));
        owed.deliver(10);

        assertThat(of(job)).extracting(Delivery::type).containsExactly("job.succeeded", "job.outcome_unknown");
        var body = body(of(job).getFirst());
        assertThat(Instant.parse(body.at("/timestamp").asString()))
                .isAfter(Instant.parse(body.at("/data/finished_at").asString()));
    }

    @Test
    void aResolutionBeforeTheFirstIsOnItsWayIsToldOnce() {
        var job = row().running().worker(worker).insert();
        finish(job, new Outcome.Unknown(FAILURE));
        new Resolutions(test.jdbi()).resolve(tenant, job, false, "seen at the bank", null);
        owed.deliver(10);

        assertThat(of(job)).extracting(Delivery::type).containsExactly("job.failed");
    }

    @Test
    void aResolutionThatIsUnderWayIsNotOvertaken() {
        var job = row().running().worker(worker).insert();
        finish(job, new Outcome.Unknown(FAILURE));
        test.jdbi().useTransaction(handle -> {
            handle.execute("UPDATE callback_owed SET tenant = tenant WHERE job = ?", job.uuid());
            assertThat(AtOnce.start(() -> owed.deliver(10)).join()).isZero();
        });
        assertThat(owed.deliver(10)).isEqualTo(1);
    }

    @Test
    void aResolutionOfAJobWithoutACallbackOwesNothing() {
        var job = JobRows.in(test.database()).tenant(tenant).outcomeUnknown().insert();
        new Resolutions(test.jdbi()).resolve(tenant, job, true, "seen", null);
        assertThat(owed.deliver(10)).isZero();
    }

    @Test
    void whatFailsHalfwayIsStillOwedAndLeavesNothingBehind() {
        var job = row().running().worker(worker).insert();
        finish(job, new Outcome.Succeeded("{}"));
        test.jdbi().useHandle(handle -> handle.execute("ALTER TABLE live ADD CONSTRAINT down CHECK (kind = 'probe')"));

        assertThatThrownBy(() -> owed.deliver(10)).hasMessageContaining("down");
        assertThat(count("callback_owed")).isEqualTo(1);
        assertThat(count("delivery")).isZero();
        assertThat(count("job WHERE kind = 'webhook.deliver'")).isZero();

        test.jdbi().useHandle(handle -> handle.execute("ALTER TABLE live DROP CONSTRAINT down"));
        owed.deliver(10);
        assertThat(of(job)).hasSize(1);
    }

    @Test
    void schedulersAtOnceMakeOneDeliveryEach() {
        var jobs =
                IntStream.range(0, 100).mapToObj(i -> row().queued().insert()).toList();
        var cancellations = new Cancellations(test.jdbi());
        jobs.forEach(job -> cancellations.cancel(tenant, job));

        AtOnce.call(4, i -> {
            int made = 0;
            for (int taken = 1; taken > 0; made += taken) {
                taken = owed.deliver(7);
            }
            return made;
        });
        // Whoever finds nothing may have found all that is left locked.
        while (owed.deliver(7) > 0) {}

        assertThat(count("callback_owed")).isZero();
        assertThat(count("delivery")).isEqualTo(100);
        assertThat(jobs).allSatisfy(job -> assertThat(of(job)).hasSize(1));
        assertThat(count("live WHERE kind = 'webhook.deliver'")).isEqualTo(100);
    }

    @Test
    void aUrlThatWantsNoMoreGetsNoJobButARecord() {
        var refused = row().running().worker(worker).insert();
        finish(refused, new Outcome.Succeeded("{}"));
        var elsewhere = row().callback("https://elsewhere.example/")
                .running()
                .worker(worker)
                .insert();
        finish(elsewhere, new Outcome.Succeeded("{}"));
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO webhook_endpoint (tenant, url, reason) VALUES (?, ?, 'gone')", tenant, URL));

        assertThat(owed.deliver(10)).isEqualTo(2);

        assertThat(of(refused).getFirst().state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(of(refused).getFirst().delivering()).isNull();
        assertThat(of(elsewhere).getFirst().state()).isEqualTo(DeliveryState.PENDING);
        assertThat(count("live WHERE kind = 'webhook.deliver'")).isEqualTo(1);
    }
}
