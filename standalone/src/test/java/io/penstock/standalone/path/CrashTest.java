package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.database.Database;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.History;
import io.penstock.standalone.role.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * kill -9 of each process at each step of the path. A lock in the database or a desk that does not answer holds the process at the
 * step, so that it is killed there and nowhere else. Afterwards nothing may be lost, doubled or out of order.
 */
class CrashTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private final Desk desk = new Desk();

    @AutoClose
    private final Installation installation = new Installation();

    private final Jdbi jdbi = installation.database().jdbi();
    private final History history = History.of(jdbi);
    private final Checker checker = new Checker(jdbi, history, desk);
    private final List<String> acknowledged = new ArrayList<>();
    private @Nullable ConfigurableApplicationContext api;
    private @Nullable ApiClient client;

    /** The rest of the fleet is well. */
    @BeforeEach
    void startApi() {
        api = start(Role.API);
        client = installation.client(api);
    }

    private ConfigurableApplicationContext start(Role role) {
        return installation.start(List.of(role), Map.of("charge.desk", desk.url(), "penstock.http.allow", "127.0.0.1"));
    }

    private PenstockProcess startProcess(Role role, String name, String... more) {
        var environment = new HashMap<String, String>();
        environment.put("CHARGE_DESK", desk.url());
        environment.put("PENSTOCK_WORKER_NAME", name);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return installation.startProcess(role.name().toLowerCase(java.util.Locale.ROOT), environment);
    }

    private ApiClient client() {
        return java.util.Objects.requireNonNull(client);
    }

    private String charge() {
        var id = client().submit(order());
        acknowledged.add(id);
        return id;
    }

    private static String order() {
        return "{\"kind\": \"test.charge\", \"payload\": {\"order\": \"%s\"}}".formatted(UUID.randomUUID());
    }

    private void allIsWell() {
        acknowledged.forEach(id -> client().await(id, "succeeded"));
        assertThat(checker.violations(acknowledged)).isEmpty();
        assertThat(desk.charged()).hasSize(acknowledged.size());
    }

    private JsonNode batch(String id) {
        return ApiClient.json(client().get("/v1/batches/" + id));
    }

    private static UUID uuid(String id) {
        return JobId.parse(id).orElseThrow().uuid();
    }

    @Test
    void anApiThatDiesWhileItSubmitsLosesNothingItAcknowledged() throws Exception {
        start(Role.SCHEDULER);
        start(Role.WORKER);
        int port = freePort();
        var doomed = startApi(port);
        var there = new ApiClient("http://127.0.0.1:" + port, installation.key());
        var order = order();
        try (var hold = new Hold(jdbi, "LOCK TABLE live IN SHARE MODE")) {
            var answer = CompletableFuture.supplyAsync(() -> there.post("/v1/jobs", order, "order-1"));
            hold.awaitSomebody();
            doomed.kill();
            await().atMost(PATIENCE).until(answer::isCompletedExceptionally);
        }
        var first = client().post("/v1/jobs", order, "order-1");
        var second = client().post("/v1/jobs", order, "order-1");
        acknowledged.add(ApiClient.json(first).get("id").asString());
        assertThat(second.body()).isEqualTo(first.body());
        allIsWell();
        assertThat(installation.count("SELECT count(*) FROM job")).isEqualTo(1);
    }

    @Test
    void anApiThatDiesAfterTheCommitAndBeforeTheDispatchLosesNothing() throws Exception {
        int port = freePort();
        var doomed = startApi(port);
        var there = new ApiClient("http://127.0.0.1:" + port, installation.key());
        try (var hold = new Hold(jdbi, "SELECT * FROM gate_clock FOR UPDATE")) {
            acknowledged.add(there.submit(order()));
            hold.awaitSomebody();
            doomed.kill();
        }
        start(Role.SCHEDULER);
        start(Role.WORKER);
        allIsWell();
    }

    @Test
    void anApiThatDiesInTheMiddleOfAnUploadLeavesABatchToGoOnWith() throws Exception {
        start(Role.SCHEDULER);
        start(Role.WORKER);
        int port = freePort();
        var doomed = startApi(port);
        var there = new ApiClient("http://127.0.0.1:" + port, installation.key());
        var half = "{\"kind\": \"probe\", \"payload\": {}}\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
        CompletableFuture<?> answer;
        try (var rest = new PipedOutputStream()) {
            var lines = new SequenceInputStream(new ByteArrayInputStream(half), new PipedInputStream(rest));
            answer = CompletableFuture.supplyAsync(
                    () -> there.stream(BodyPublishers.ofInputStream(() -> lines), "upload-1"));
            await().atMost(PATIENCE).until(() -> installation.count("SELECT count(*) FROM batch_item") > 0);
            doomed.kill();
        }
        await().atMost(PATIENCE).until(answer::isCompletedExceptionally);
        // The lease of the dead one's request runs out.
        jdbi.useHandle(handle -> handle.execute("UPDATE batch SET receiving_until = now()"));

        var all = new String(half, StandardCharsets.UTF_8).repeat(2);
        var batch = ApiClient.json(client().stream(all, "upload-1")).get("id").asString();
        await().atMost(PATIENCE).until(() -> !batch(batch).get("finished_at").isNull());

        assertThat(batch(batch).at("/counts/succeeded").asInt()).isEqualTo(4000);
        client().lines("/v1/batches/" + batch + "/items")
                .forEach(item -> acknowledged.add(item.get("job_id").asString()));
        assertThat(acknowledged).hasSize(4000).doesNotHaveDuplicates();
        assertThat(checker.violations(acknowledged)).isEmpty();
        assertThat(installation.count("SELECT count(*) FROM job")).isEqualTo(4000);
    }

    @Test
    void aWorkerThatDiesWhileItClaimsLosesNothing() throws Exception {
        start(Role.SCHEDULER);
        var id = charge();
        await().atMost(PATIENCE)
                .until(() -> "worker".equals(client().job(id).get("wait_reason").asString("")));
        try (var hold = new Hold(jdbi, "SELECT * FROM live WHERE id = ? FOR UPDATE", uuid(id))) {
            var doomed = startProcess(Role.WORKER, "doomed");
            hold.awaitSomebody();
            doomed.kill();
        }
        start(Role.WORKER);
        allIsWell();
    }

    @Test
    void aWorkerThatDiesBetweenTheChargeAndItsReceiptChargesNobodyTwice() throws Exception {
        start(Role.SCHEDULER);
        var doomed = startProcess(Role.WORKER, "doomed");
        desk.shut();
        charge();
        await().atMost(PATIENCE).until(() -> desk.calls() == 1);
        doomed.kill();
        desk.open();
        start(Role.WORKER);
        allIsWell();
        assertThat(desk.calls()).isEqualTo(2);
    }

    @Test
    void aWorkerThatDiesWhileItWritesTheReceiptChargesNobodyTwice() throws Exception {
        start(Role.SCHEDULER);
        var doomed = startProcess(Role.WORKER, "doomed");
        desk.shut();
        charge();
        await().atMost(PATIENCE).until(() -> desk.calls() == 1);
        try (var hold = new Hold(jdbi, "LOCK TABLE effect IN SHARE MODE")) {
            desk.open();
            hold.awaitSomebody();
            doomed.kill();
        }
        start(Role.WORKER);
        allIsWell();
    }

    @Test
    void aWorkerThatDiesWhileItFinishesHasItsReceiptHonoured() throws Exception {
        start(Role.SCHEDULER);
        var doomed = startProcess(Role.WORKER, "doomed");
        try (var hold = new Hold(jdbi, "LOCK TABLE outcome IN SHARE MODE")) {
            charge();
            hold.awaitSomebody();
            doomed.kill();
        }
        start(Role.WORKER);
        allIsWell();
        assertThat(desk.calls()).isEqualTo(1);
    }

    @Test
    void aWorkerThatDiesWhileItWritesDownARetryLosesNothing() throws Exception {
        start(Role.SCHEDULER);
        var doomed = startProcess(Role.WORKER, "doomed");
        var id = client().probe("{\"fail_times\": 1}");
        acknowledged.add(id);
        try (var hold = new Hold(jdbi, "LOCK TABLE attempt IN SHARE MODE")) {
            hold.awaitSomebody();
            doomed.kill();
        }
        start(Role.WORKER);
        client().await(id, "succeeded");
        assertThat(checker.violations(acknowledged)).isEmpty();
    }

    @Test
    void aJobThatTakesThreeWorkersDownIsSetAside() throws Exception {
        start(Role.SCHEDULER);
        var poison = client().probe("{\"take_ms\": 600000}");
        acknowledged.add(poison);
        for (int nr = 1; nr <= 3; nr++) {
            int attempt = nr;
            var doomed = startProcess(Role.WORKER, "doomed-" + nr);
            await().atMost(PATIENCE).until(() -> {
                var job = client().job(poison);
                return job.get("state").asString().equals("running")
                        && job.get("attempt").asInt() == attempt;
            });
            doomed.kill();
        }
        client().await(poison, "failed");
        var job = client().job(poison);
        assertThat(job.at("/error/code").asString()).isEqualTo("worker_lost");
        assertThat(job.get("attempts")).hasSize(3);
        assertThat(checker.violations(acknowledged)).isEmpty();
    }

    @Test
    void aSchedulerThatDiesWhileItRescuesLeavesTheRescueToAnother() throws Exception {
        var doomedWorker = startProcess(Role.WORKER, "doomed");
        var doomed = startProcess(Role.SCHEDULER, "doomed");
        desk.shut();
        charge();
        await().atMost(PATIENCE).until(() -> desk.calls() == 1);
        try (var hold = new Hold(jdbi, "LOCK TABLE attempt IN SHARE MODE")) {
            doomedWorker.kill();
            hold.awaitSomebody();
            doomed.kill();
        }
        desk.open();
        start(Role.SCHEDULER);
        start(Role.WORKER);
        allIsWell();
    }

    @Test
    void aSchedulerThatDiesWhileJobsComeDueLosesNone() throws Exception {
        var id = client().submit(
                        """
                {"kind": "test.charge", "payload": {"order": "later"}, "run_at": "%s"}""".formatted(java.time.Clock.systemUTC().instant().plusSeconds(1)));
        acknowledged.add(id);
        try (var hold = new Hold(jdbi, "SELECT * FROM live WHERE id = ? FOR UPDATE", uuid(id))) {
            var doomed = startProcess(Role.SCHEDULER, "doomed");
            hold.awaitSomebody();
            doomed.kill();
        }
        start(Role.SCHEDULER);
        start(Role.WORKER);
        allIsWell();
    }

    @Test
    void aSchedulerThatDiesWhileItDispatchesLosesNothing() throws Exception {
        acknowledged.add(client().submit(
                        """
                {"kind": "test.charge", "payload": {"order": "later"}, "run_at": "%s"}""".formatted(java.time.Clock.systemUTC().instant().plusSeconds(2))));
        java.util.Objects.requireNonNull(api).close();
        try (var hold = new Hold(jdbi, "SELECT * FROM gate_clock FOR UPDATE")) {
            var doomed = startProcess(Role.SCHEDULER, "doomed");
            hold.awaitSomebody();
            doomed.kill();
        }
        startApi();
        start(Role.SCHEDULER);
        start(Role.WORKER);
        allIsWell();
    }

    @Test
    void aSchedulerThatDiesWhileItMakesADeliveryLeavesItToAnother() throws Exception {
        start(Role.WORKER);
        try (var receiver = new Receiver()) {
            var doomed = startProcess(Role.SCHEDULER, "doomed");
            var id = "";
            try (var hold = new Hold(jdbi, "LOCK TABLE delivery IN SHARE MODE")) {
                id = client().submit("{\"kind\": \"probe\", \"payload\": {}, \"callback\": {\"url\": \"%s\"}}"
                        .formatted(receiver.url("/ok")));
                hold.awaitSomebody();
                doomed.kill();
            }
            start(Role.SCHEDULER);
            var job = id;
            await().atMost(PATIENCE).until(() -> !receiver.of(job).isEmpty());
            assertThat(installation.count("SELECT count(*) FROM delivery")).isEqualTo(1);
            assertThat(checker.violations(List.of(job))).isEmpty();
        }
    }

    @Test
    void aSchedulerThatDiesWhileItTellsOfAnEndLeavesItToAnother() throws Exception {
        var doomed = startProcess(Role.SCHEDULER, "doomed");
        await().atMost(PATIENCE)
                .until(() -> installation.count("SELECT count(*) FROM events_progress WHERE held_until > now()") == 1);
        var id = client().submit("{\"kind\": \"probe\", \"payload\": {}, \"run_at\": \"2099-01-01T00:00:00Z\"}");
        try (var hold = new Hold(jdbi, "LOCK TABLE events_progress IN SHARE MODE")) {
            client().post("/v1/jobs/" + id + "/cancel", "");
            hold.awaitSomebody();
            doomed.kill();
        }
        // What the dead one holds runs out.
        jdbi.useHandle(handle -> handle.execute("UPDATE events_progress SET held_until = now()"));
        start(Role.SCHEDULER);
        await().atMost(PATIENCE).until(() -> EventsTest.types(installation, id).contains("job.cancelled"));
    }

    @Test
    void whatAStaleAttemptSaysDoesNotCount() throws Exception {
        afterAStaleOutcome();
        allIsWell();
    }

    @Test
    void withoutTheFenceTheCheckerSeesTheStaleOutcome() throws Exception {
        afterAStaleOutcome(WithoutFence.class);
        assertThat(checker.violations(acknowledged))
                .containsExactly("an outcome of a stale attempt: " + acknowledged.getFirst());
    }

    @Test
    void withAnIdempotencyKeyPerAttemptTheCheckerSeesTheSecondCharge() throws Exception {
        start(Role.SCHEDULER);
        var doomed = startProcess(Role.WORKER, "doomed", "CHARGE_KEY_PER_ATTEMPT", "true");
        desk.shut();
        var id = charge();
        await().atMost(PATIENCE).until(() -> desk.calls() == 1);
        doomed.kill();
        desk.open();
        worker("heir", Map.of("charge.key-per-attempt", "true"));
        client().await(id, "succeeded");
        assertThat(checker.violations(acknowledged)).containsExactly("charged twice: " + id);
    }

    /** A worker is thought dead, and has its answer when another has the job. */
    private void afterAStaleOutcome(Class<?>... more) throws Exception {
        start(Role.SCHEDULER);
        // Its heartbeat is so slow that it does not notice that its lease is over.
        var sleeper = worker("sleeper", Map.of("penstock.worker.lease", "1h"), more);
        desk.shut();
        var id = charge();
        await().atMost(PATIENCE).until(() -> desk.calls() == 1);
        jdbi.useHandle(handle -> handle.execute("UPDATE worker SET lease_until = now() - interval '1 second'"));
        worker("heir", Map.of(), more);
        await().atMost(PATIENCE).until(() -> desk.calls() == 2);
        desk.answerOne();
        await().atMost(PATIENCE).until(() -> finished(sleeper) == 1);
        desk.open();
        client().await(id, "succeeded");
    }

    private ConfigurableApplicationContext worker(String name, Map<String, Object> more, Class<?>... configurations) {
        var settings = new HashMap<>(more);
        settings.put("charge.desk", desk.url());
        settings.put("penstock.worker.name", name);
        return installation.start(List.of(Role.WORKER), settings, configurations);
    }

    private static double finished(ConfigurableApplicationContext worker) {
        return worker.getBean(MeterRegistry.class).find("penstock.finished").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private PenstockProcess startApi(int port) {
        var api = installation.startProcess("api", Map.of("CHARGE_DESK", desk.url()), port);
        var there = new ApiClient("http://127.0.0.1:" + port, installation.key());
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> there.get("/health/ready").statusCode() == 200);
        return api;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Takes the fence out of the statements of a process. */
    static final class WithoutFence implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof Database database) {
                database.jdbi()
                        .getConfig(SqlStatements.class)
                        .setUnusedBindingAllowed(true)
                        .setTemplateEngine((sql, context) -> sql.replace(
                                        " AND live.attempt = f.attempt AND live.worker = f.worker", "")
                                .replace(" AND attempt = :attempt AND worker = :worker AND state = 'running'", ""));
            }
            return bean;
        }
    }
}
