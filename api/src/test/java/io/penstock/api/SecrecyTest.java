package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A canary goes wherever a secret may go; it must not come out in the log. */
class SecrecyTest {

    private static final String CANARY = "c4n4ry7f3e";

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.penstock");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** To all that is logged by default, and to more of our own. A server that starts throws out who listened before. */
    private void listen() {
        log.start();
        root.addAppender(log);
        ours.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
        ours.setLevel(Level.INFO);
    }

    @Test
    void neitherPayloadsNorKeysReachTheLog() {
        try (var database = TestDatabase.fresh();
                var wire = Wire.to(database.url());
                var api = TestApi.start(wire.through(database.url()))) {
            listen();
            var key = new ApiKey("pk_" + CANARY + "_0123456789");
            var tenants = api.bean(Tenants.class);
            tenants.grant(tenants.named("canary"), key, "test");
            var client = api.stranger().with("Bearer " + key.secret());

            client.submit(job(CANARY)).is(202);
            for (var wrong : List.of(
                    CANARY,
                    "{\"kind\": \"" + CANARY,
                    "{\"kind\": \"" + CANARY + "\", \"payload\": {}}",
                    "{\"" + CANARY + "\": 1}",
                    "{\"kind\": \"probe\", \"payload\": \"" + CANARY + "\"}",
                    "{\"kind\": \"probe\", \"payload\": {\"take_ms\": \"" + CANARY + "\"}}",
                    "{\"kind\": \"probe\", \"payload\": {}, \"run_at\": \"" + CANARY + "\"}")) {
                assertThat(client.submit(wrong).is(400).text("/detail")).isNotBlank();
            }
            client.submit(job(CANARY), CANARY.repeat(40)).is(400);
            client.get("/v1/jobs?page_token=" + CANARY).is(400);
            client.get("/v1/jobs?kind=%ff" + CANARY).is(400);
            client.get("/v1/jobs/" + CANARY).is(400);
            client.get("/" + CANARY).is(404);
            client.with("Bearer " + CANARY).get("/v1/jobs").is(401);
            RawHttp.talk(api.port(), "GET /" + CANARY + "{} HTTP/1.1\nAuthorization: " + CANARY + "\n\n")
                    .is(400);

            // Postgres would quote the whole row.
            database.jdbi()
                    .useHandle(handle ->
                            handle.execute("ALTER TABLE job ADD CONSTRAINT quiet CHECK (payload::text NOT LIKE '%"
                                    + CANARY + "%') NOT VALID"));
            var failed = client.submit(job(CANARY)).isProblem(500, "internal");
            assertThat(logged()).contains(failed.text("/request_id") + " failed");

            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "ALTER TABLE payload_aside ADD CONSTRAINT quiet CHECK (length = 0) NOT VALID"));
            var asideFailed = client.submit(longJob()).isProblem(500, "internal");
            assertThat(logged()).contains(asideFailed.text("/request_id") + " failed");

            wire.cut();
            var unavailable = client.submit(job(CANARY)).isProblem(503, "database_unavailable");
            assertThat(logged()).contains(unavailable.text("/request_id") + ": Postgres is out of reach");
        }
        assertThat(logged()).doesNotContainIgnoringCase(CANARY);
    }

    @Test
    void aSigningSecretDoesNotReachTheLog() {
        try (var database = TestDatabase.fresh();
                var api = TestApi.start(database.url())) {
            listen();
            var client = api.newTenant();
            client.post("/v1/webhooks/secret/rotate", "").is(200);
            // Postgres would quote the whole row.
            database.jdbi()
                    .useHandle(handle ->
                            handle.execute("ALTER TABLE webhook_secret ADD CONSTRAINT quiet CHECK (id = 0) NOT VALID"));
            var failed = client.post("/v1/webhooks/secret/rotate", "").isProblem(500, "internal");
            assertThat(logged()).contains(failed.text("/request_id") + " failed");
        }
        assertThat(logged()).doesNotContain("whsec_");
    }

    private static String job(String note) {
        return "{\"kind\": \"probe\", \"payload\": {\"note\": \"" + note + "\"}}";
    }

    private static String longJob() {
        return "{\"kind\": \"http.request\", \"payload\": {\"url\": \"https://example.com/\", \"body\": \""
                + CANARY.repeat(40_000) + "\"}}";
    }

    private String logged() {
        return List.copyOf(log.list).stream()
                .map(event -> event.getFormattedMessage() + "\n"
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining());
    }
}
