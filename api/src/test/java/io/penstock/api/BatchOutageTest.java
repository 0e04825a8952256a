package io.penstock.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.db.testing.TestDatabase;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Postgres goes away in the middle. */
class BatchOutageTest {

    private static final String LINE = "{\"kind\": \"probe\", \"payload\": {}}\n";

    private final TestDatabase database = TestDatabase.fresh();

    private final Wire wire = Wire.to(database.url());

    private final TestApi api = TestApi.start(wire.through(database.url()));

    private final HttpClient http = HttpClient.newHttpClient();

    private final TestClient client = api.newTenant();

    @AfterEach
    void close() {
        http.close();
        api.close();
        wire.close();
        database.close();
    }

    @Test
    void aListThatCannotBeSentToItsEndIsCutOffAndNotEnded() throws Exception {
        var id = client.stream(LINE.repeat(400)).is(202).text("/id");
        database.jdbi().useTransaction(handle -> {
            handle.execute("""
                    INSERT INTO outcome (tenant, id, state, attempt, batch, result)
                    SELECT tenant, id, 'succeeded', 1, batch, to_json(repeat('x', 100000)) FROM live""");
            handle.execute("DELETE FROM live");
        });
        var request = client.request("/v1/batches/" + id + "/results")
                .header("Accept", "application/x-ndjson")
                .build();
        try (var body = http.send(request, BodyHandlers.ofInputStream()).body()) {
            assertThat(body.readNBytes(100)).hasSize(100);
            wire.cut();
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRequestThatCannotBeStoredToItsEndIsFollowedByTheSameOne() {
        Iterable<byte[]> parts = () -> IntStream.rangeClosed(1, 5)
                .mapToObj(part -> {
                    if (part == 3) {
                        await().until(() -> rows("batch_item") >= 1000);
                        wire.cut();
                    }
                    return LINE.repeat(1000).getBytes(UTF_8);
                })
                .iterator();
        var answer = client.send(client.request("/v1/batches")
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.ofByteArrays(parts)));
        answer.isProblem(503, "database_unavailable");
        assertThat(rows("batch_item")).isBetween(1000, 4000);

        wire.join(database.url());
        // The lease of the first request cannot be given back without Postgres.
        database.jdbi().useHandle(handle -> handle.execute("UPDATE batch SET receiving_until = now()"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.stream(LINE.repeat(5000), "k").status() == 202);
        assertThat(rows("batch_item")).isEqualTo(5000);
        assertThat(rows("job")).isEqualTo(5000);
    }

    private int rows(String table) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }
}
