package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits over the whole path, with two dispatchers and two workers. */
class LimitsPathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Installation installation;
    private ApiClient client;

    @BeforeEach
    void start() {
        installation = new Installation();
        client = installation.client(installation.start(Role.API, Role.WORKER));
        installation.start(Role.SCHEDULER, Role.WORKER);
    }

    @AfterEach
    void stop() throws Exception {
        installation.close();
    }

    private void limit(String name, String quota) {
        assertThat(client.post("/v1/limits", "{\"name\": \"%s\", %s}".formatted(name, quota))
                        .statusCode())
                .isEqualTo(201);
    }

    private List<String> submit(int jobs, String limit, int takeMs) {
        return IntStream.range(0, jobs)
                .mapToObj(
                        i -> client.submit("{\"kind\": \"probe\", \"payload\": {\"take_ms\": %d}, \"limits\": [\"%s\"]}"
                                .formatted(takeMs, limit)))
                .toList();
    }

    private List<Instant> times(List<String> jobs, String type) {
        var ids = Set.copyOf(jobs);
        return installation.events().stream()
                .filter(event -> event.get("type").asString().equals(type)
                        && ids.contains(event.get("job").asString()))
                .map(event -> Instant.parse(event.get("at").asString()))
                .sorted()
                .toList();
    }

    @Test
    void inNoStretchOfASecondMoreJobsGoThroughThanTheLimitSays() {
        limit("ten", "\"rate\": {\"permits\": 10, \"per\": \"PT1S\"}");
        var jobs = submit(35, "ten", 0);

        jobs.forEach(id -> client.await(id, "succeeded"));
        await().atMost(PATIENCE).until(() -> times(jobs, "job.dispatched").size() >= 35);

        var dispatched = times(jobs, "job.dispatched");
        for (var first : dispatched) {
            assertThat(dispatched)
                    .filteredOn(at -> !at.isBefore(first) && at.isBefore(first.plusSeconds(1)))
                    .hasSizeLessThanOrEqualTo(10);
        }
    }

    @Test
    void noMoreJobsRunAtATimeThanTheLimitSays() {
        limit("three", "\"concurrency\": {\"max\": 3}");
        var jobs = submit(12, "three", 50);

        jobs.forEach(id -> client.await(id, "succeeded"));
        await().atMost(PATIENCE).until(() -> times(jobs, "job.succeeded").size() >= 12);

        var started = times(jobs, "job.started");
        var ended = times(jobs, "job.succeeded");
        for (var at : started) {
            long before = started.stream().filter(other -> !other.isAfter(at)).count();
            long over = ended.stream().filter(other -> other.isBefore(at)).count();
            assertThat(before - over).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aClosedLimitHoldsJobsUntilItIsOpened() {
        limit("door", "\"concurrency\": {\"max\": 100}");
        client.post("/v1/limits/door/close", "{\"reason\": \"The provider is down\"}");
        var jobs = submit(3, "door", 0);
        var free = client.probe("{}");

        client.await(free, "succeeded");
        assertThat(jobs.stream()
                        .map(id -> client.job(id).get("wait_reason").asString())
                        .collect(Collectors.toSet()))
                .containsExactly("limit");
        client.post("/v1/limits/door/reopen", "");
        jobs.forEach(id -> client.await(id, "succeeded"));
    }

    @Test
    void jobsOfAKeyGoInTheOrderOfTheirSubmissionAndNeverOverlap() {
        var jobs = IntStream.range(0, 8)
                .mapToObj(i -> client.submit("""
                        {"kind": "probe", "payload": {"take_ms": 20, "fail_times": %d}, "retry": {"base": "PT0.1S"},
                         "concurrency": {"key": "customer-1", "ordered": true}}""".formatted(i % 3 == 1 ? 1 : 0)))
                .toList();

        jobs.forEach(id -> client.await(id, "succeeded"));
        await().atMost(PATIENCE).until(() -> times(jobs, "job.succeeded").size() >= 8);

        for (int i = 1; i < 8; i++) {
            assertThat(times(List.of(jobs.get(i)), "job.started").getFirst())
                    .isAfterOrEqualTo(
                            times(List.of(jobs.get(i - 1)), "job.succeeded").getFirst());
        }
    }

    /** It has the permit, and the job is marked, and nothing was sent: so a process leaves it that dies between the two. */
    @Test
    void thePermitOfADispatcherThatDiedBeforeItPublishedComesBack() throws Exception {
        try (var other = new Installation()) {
            var database = other.database();
            int tenant = new Tenants(database.jdbi()).named("tests").id();
            new Limits(database.jdbi()).create(new NewLimit("one", new Quota.Concurrency(1), Probe.KIND.name(), null));
            var gates = new Gates(database);
            var jobs = Stream.generate(() -> Submission.of(tenant, Probe.KIND, "{}", Terms.DEFAULT))
                    .limit(2)
                    .toList();
            try (var submissions = new Submissions(database.jdbi(), gates, lane -> {})) {
                submissions.submitAll(jobs);
            }
            var dead = new LimitedGates(database, gates, Duration.ofSeconds(1));
            assertThat(dead.take(Lane.HTTP, 10).jobs()).hasSize(1);

            var alive = other.client(other.start(Role.API, Role.WORKER, Role.SCHEDULER));

            jobs.forEach(job -> alive.await(job.id().toString(), "succeeded"));
        }
    }
}
