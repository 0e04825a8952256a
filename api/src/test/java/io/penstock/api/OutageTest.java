package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.retention.Partitions;
import io.penstock.embedded.postgres.EmbeddedPostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {

    private static final String BODY = "{\"kind\": \"probe\", \"payload\": {}}";

    @TempDir
    private Path folder;

    @Test
    void whileThereIsNoPostgresCallersAreToldToComeBack() {
        var postgres = EmbeddedPostgresServer.start(folder);
        migrate(postgres.url());
        try (var wire = Wire.to(postgres.url());
                var api = TestApi.start(wire.through(postgres.url()))) {
            var client = api.newTenant();
            var kept = client.submitted();

            wire.cut();
            postgres.close();
            isUnavailable(client.submit(BODY, "during"));
            isUnavailable(client.get("/v1/jobs"));
            isUnavailable(client.get("/v1/jobs/" + kept));
            isUnavailable(client.cancel(kept));
            isUnavailable(api.stranger().with("Bearer never-seen-before").get("/v1/jobs"));
            client.submit("{}").isInvalidAt("/kind", "/payload");
            client.get("/v1/kinds").is(200);
            api.stranger().get("/v1/kinds").isProblem(401, "no_key");

            postgres = EmbeddedPostgresServer.start(folder);
            wire.join(postgres.url());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.submit(BODY, "during").status() == 202);
            assertThat(client.get("/v1/jobs/" + kept).is(200).text("/state")).isEqualTo("queued");
            assertThat(client.get("/v1/jobs").is(200).at("/data")).hasSize(2);
        } finally {
            postgres.close();
        }
    }

    private static void isUnavailable(Answer answer) {
        answer.isProblem(503, "database_unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.at("/retryable").asBoolean()).isTrue();
        assertThat(answer.text("/detail")).contains("Idempotency-Key");
    }

    private static void migrate(String url) {
        try (var database = Database.open(DatabaseSettings.at(url))) {
            database.migrate();
            new Partitions(database.jdbi()).makeAhead(1);
        }
    }
}
