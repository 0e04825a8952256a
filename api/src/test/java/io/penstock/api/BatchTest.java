package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.batch.UnfinishedBatches;
import io.penstock.db.control.Cancellations;
import io.penstock.db.job.JobId;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BatchTest {

    private static final String PROBE = "{\"kind\": \"probe\", \"payload\": {}}";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private static String named(String customId) {
        return "{\"custom_id\": \"%s\", \"kind\": \"probe\", \"payload\": {}}".formatted(customId);
    }

    private static String probes(int count) {
        return (PROBE + "\n").repeat(count);
    }

    private List<JsonNode> items(Answer batch) {
        return client.get("/v1/batches/" + batch.text("/id") + "/items?page_size=500")
                .is(200)
                .fits("BatchItemPage")
                .at("/data")
                .valueStream()
                .toList();
    }

    private Answer again(Answer batch) {
        return client.get("/v1/batches/" + batch.text("/id")).is(200).fits("Batch");
    }

    private Answer lines(String path, String accept) {
        return client.send(client.request(path).header("Accept", accept)).is(200);
    }

    private static long sum(Answer batch) {
        return batch.at("/counts").valueStream().mapToLong(JsonNode::asLong).sum();
    }

    private void succeed(JsonNode item, String result) {
        var job = JobId.parse(item.at("/job_id").stringValue()).orElseThrow().uuid();
        api.database().jdbi().useTransaction(handle -> {
            handle.execute("""
                    INSERT INTO outcome (tenant, id, state, attempt, batch, result)
                    SELECT tenant, id, 'succeeded', 1, batch, ?::json FROM live WHERE id = ?""", result, job);
            handle.execute("DELETE FROM live WHERE id = ?", job);
        });
    }

    /** As the scheduler does. */
    private void endCancelled(Answer batch) {
        var cancellations = new Cancellations(api.database().jdbi());
        cancellations.endRequested(1000);
        assertThat(new UnfinishedBatches(api.database().jdbi()).finish(1000)).isPositive();
        assertThat(again(batch).at("/finished_at").isNull()).isFalse();
    }

    @Test
    void aDocumentOfItemsIsABatch() {
        var batch = client.post("/v1/batches", """
                        {"items": [%s, %s], "callback": {"url": "https://example.com/done"}, "tags": {"team": "a"}}""".formatted(named("a"), PROBE))
                .is(202)
                .fits("Batch");
        assertThat(batch.header("Location")).isEqualTo("/v1/batches/" + batch.text("/id"));
        assertThat(batch.text("/state")).isEqualTo("running");
        assertThat(batch.at("/complete").asBoolean()).isTrue();
        assertThat(batch.at("/total").asInt()).isEqualTo(2);
        assertThat(batch.at("/counts/queued").asInt()).isEqualTo(2);
        assertThat(batch.text("/callback/url")).isEqualTo("https://example.com/done");
        assertThat(batch.text("/tags/team")).isEqualTo("a");
        assertThat(again(batch).body()).isEqualTo(batch.body());

        var items = items(batch);
        assertThat(items).extracting(i -> i.at("/nr").asInt()).containsExactly(1, 2);
        var job = client.get("/v1/jobs/" + items.getFirst().at("/job_id").stringValue())
                .is(200);
        assertThat(job.text("/batch_id")).isEqualTo(batch.text("/id"));
        assertThat(job.text("/custom_id")).isEqualTo("a");
    }

    @Test
    void linesAreABatch() {
        var batch = client.send(client.lines(
                        "?callback=https://example.com/&tag.team=a&tag.x=y",
                        PROBE + "\n\n  \r\n" + named("b") + "\r\n"))
                .is(202)
                .fits("Batch");
        assertThat(batch.at("/total").asInt()).isEqualTo(2);
        assertThat(batch.text("/callback/url")).isEqualTo("https://example.com/");
        assertThat(batch.at("/tags").toString()).isEqualTo("{\"team\":\"a\",\"x\":\"y\"}");
        // Lines are numbered as an editor does.
        assertThat(items(batch)).extracting(i -> i.at("/nr").asInt()).containsExactly(1, 4);
    }

    @Test
    void theLastLineNeedsNoEnd() {
        assertThat(client.stream(PROBE + "\n" + PROBE).is(202).at("/total").asInt())
                .isEqualTo(2);
    }

    @Test
    void aStreamOfManyPartsIsStoredOnce() {
        var names = IntStream.range(0, 3500).mapToObj(i -> "item-" + i).toList();
        var batch = client.stream(names.stream().map(BatchTest::named).collect(Collectors.joining("\n")))
                .is(202);
        assertThat(batch.at("/total").asInt()).isEqualTo(3500);
        assertThat(sum(batch)).isEqualTo(3500);
        var lines = lines("/v1/batches/" + batch.text("/id") + "/items", "application/x-ndjson");
        assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson");
        var read = lines.body().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(read).extracting(i -> i.at("/custom_id").stringValue()).containsExactlyElementsOf(names);
        Contract.assertFits("BatchItem", read.getLast());
        assertThat(read).extracting(i -> i.at("/job_id").stringValue()).doesNotHaveDuplicates();
    }

    @Test
    void whatIsWrongDoesNotHoldTheOthersBack() {
        var batch = client.stream(String.join(
                        "\n",
                        named("a"),
                        "{\"custom_id\": \"b\", \"kind\": \"nope\", \"payload\": {}}",
                        "{\"kind\": \"probe\", \"payload\": {\"take_ms\": -1}, \"custom_id\": \"c\", \"priority\": 10}",
                        "{",
                        "5",
                        named("d"),
                        named("a"),
                        "{\"kind\": \"probe\", \"payload\": {}, \"custom_id\": 7}",
                        "{\"kind\": \"probe\", \"payload\": {}, \"custom_id\": \"\"}",
                        "{\"kind\": \"probe\", \"payload\": {}, \"custom_id\": \"a\\u0000b\", \"x\": 1}",
                        "\"" + "x".repeat(256 * 1024) + "\"",
                        named("e")))
                .is(202)
                .fits("Batch");
        assertThat(batch.at("/counts/queued").asInt()).isEqualTo(3);
        assertThat(batch.at("/counts/invalid").asInt()).isEqualTo(9);
        assertThat(batch.at("/total").asInt()).isEqualTo(12);
        assertThat(errors(batch))
                .containsExactly(
                        "2 b invalid_item /kind is not a known kind; see /v1/kinds",
                        "3 c invalid_item /priority must be less than or equal to 9",
                        "4 null invalid_item  is not well-formed JSON at line 1, column 2",
                        "5 null invalid_item  must be an object",
                        "7 a custom_id_reused /custom_id is the custom_id of item 1 already",
                        "8 null invalid_item /custom_id must be a string of 1 to 255 characters and without control characters",
                        "9 null invalid_item /custom_id must be a string of 1 to 255 characters and without control characters",
                        "10 null invalid_item /custom_id must be a string of 1 to 255 characters and without control characters"
                                + " /x is not a known field",
                        "11 null invalid_item  must be an object");
        assertThat(errors(again(batch))).isEqualTo(errors(batch));
        assertThat(items(batch)).hasSize(12);
    }

    @Test
    void whatNoTextCanHoldDoesNotHoldTheOthersBack() {
        var batch = client.stream(String.join(
                        "\n",
                        named("a"),
                        "{\"kind\": \"probe\", \"payload\": {}, \"unique\": {\"key\": \"a\\u0000b\"}}",
                        "{\"kind\": \"probe\", \"payload\": {}, \"concurrency\": {\"key\": \"a\\u0000b\"}}",
                        "{\"kind\": \"probe\", \"payload\": {}, \"units\": {\"a\\u0000b\": 5}}",
                        "{\"kind\": \"probe\", \"payload\": {}, \"a\\u0000b\": 5}",
                        named("b")))
                .is(202)
                .fits("Batch");
        assertThat(errors(batch))
                .containsExactly(
                        "2 null invalid_item /unique/key must not have control characters",
                        "3 null invalid_item /concurrency/key must not have control characters",
                        "4 null invalid_item /units/a\0b is not the name of a limit; see /v1/limits",
                        "5 null invalid_item /a\0b is not a known field");
        assertThat(batch.at("/counts/queued").asInt()).isEqualTo(2);
    }

    private static List<String> errors(Answer batch) {
        return batch.at("/errors")
                .valueStream()
                .map(item ->
                        item.at("/nr").asInt() + " " + item.at("/custom_id").asString("null") + " "
                                + item.at("/code").stringValue() + " "
                                + item.at("/errors")
                                        .valueStream()
                                        .map(e -> e.at("/pointer").stringValue() + " "
                                                + e.at("/detail").stringValue())
                                        .collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void aBatchOfWrongItemsIsABatch() {
        var batch = client.post("/v1/batches", "{\"items\": [1, null, {}]}").is(202);
        assertThat(batch.at("/counts/invalid").asInt()).isEqualTo(3);
        assertThat(batch.at("/errors")).hasSize(3);
    }

    @Test
    void theFirstHundredErrorsAreTold() {
        var batch = client.stream("{}\n".repeat(150)).is(202).fits("Batch");
        assertThat(batch.at("/errors")).hasSize(100);
        assertThat(batch.at("/counts/invalid").asInt()).isEqualTo(150);
    }

    @Test
    void anItemWhoseUniqueKeyIsHeldIsCountedAsSuch() {
        var unique = "{\"kind\": \"probe\", \"payload\": {}, \"unique\": {\"key\": \"u\"}}";
        var holder = client.submit(unique).is(202).text("/id");
        var batch = client.stream(unique + "\n" + PROBE).is(202);
        assertThat(batch.at("/counts/deduplicated").asInt()).isEqualTo(1);
        assertThat(batch.at("/total").asInt()).isEqualTo(2);
        assertThat(items(batch).getFirst().at("/job_id").stringValue()).isEqualTo(holder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/x-ndjson                              | application/x-ndjson
            application/x-ndjson, application/json;q=0.5      | application/x-ndjson
            application/json, application/x-ndjson;q=0.5      | application/json
            application/json                                  | application/json
            */*                                               | application/json
            application/*                                     | application/json
            """)
    void aListIsSentAsItIsWanted(String accept, String type) {
        var id = client.stream(PROBE).is(202).text("/id");
        for (var list : List.of("items", "results")) {
            var answer = lines("/v1/batches/" + id + "/" + list, accept);
            assertThat(answer.header("Content-Type")).isEqualTo(type);
        }
    }

    @Test
    void resultsAreReadableWhileItRuns() {
        var batch = client.stream(named("a") + "\n{}\n" + named("c") + "\n" + named("d"))
                .is(202);
        var path = "/v1/batches/" + batch.text("/id") + "/results";
        succeed(items(batch).getFirst(), "{\"note\":\"é\"}");
        client.cancel(items(batch).get(3).at("/job_id").stringValue()).is(200);

        var results = client.get(path).is(200).fits("BatchResultPage").at("/data");
        assertThat(results.valueStream().map(r -> r.at("/state").stringValue()))
                .containsExactly("succeeded", "invalid", "cancelled");
        assertThat(results.at("/0/result/note").stringValue()).isEqualTo("é");
        assertThat(results.at("/0/result_bytes").isNull()).isTrue();
        assertThat(results.at("/1/error/code").stringValue()).isEqualTo("invalid_item");
        assertThat(results.at("/1/errors")).isNotEmpty();
        var read = lines(path, "application/x-ndjson").body().lines().toList();
        assertThat(read.stream().map(JsonMapper.shared()::readTree))
                .containsExactlyElementsOf(results.valueStream().toList());
        assertThat(sum(again(batch))).isEqualTo(4);
    }

    @Test
    void itemsAreFilteredAndPaged() {
        var batch = client.stream(probes(7) + "{}\n{}\n").is(202);
        succeed(items(batch).get(2), "{}");
        var path = "/v1/batches/" + batch.text("/id") + "/items";
        var seen = new ArrayList<Integer>();
        var page = client.get(path + "?state=queued&page_size=4").is(200);
        page.at("/data").forEach(i -> seen.add(i.at("/nr").asInt()));
        page = client.get(path + "?page_size=100&state=queued&page_token=" + page.text("/next_page_token"))
                .is(200);
        page.at("/data").forEach(i -> seen.add(i.at("/nr").asInt()));
        assertThat(seen).containsExactly(1, 2, 4, 5, 6, 7);
        assertThat(page.at("/next_page_token").isNull()).isTrue();
        assertThat(client.get(path + "?state=succeeded,invalid").is(200).at("/data"))
                .hasSize(3);
        assertThat(lines(path + "?state=invalid", "application/x-ndjson").body().lines())
                .hasSize(2);
    }

    @Test
    void aCancelledBatchEnds() {
        var batch = client.stream(probes(5)).is(202);
        var path = "/v1/batches/" + batch.text("/id") + "/cancel";
        var cancelled = client.post(path, "").is(202).fits("Batch");
        assertThat(cancelled.at("/cancel_requested_at").isNull()).isFalse();
        assertThat(cancelled.text("/state")).isEqualTo("running");
        client.post(path, "").is(202);
        endCancelled(batch);
        var ended = again(batch);
        assertThat(ended.text("/state")).isEqualTo("cancelled");
        assertThat(ended.at("/counts/cancelled").asInt()).isEqualTo(5);
        assertThat(client.post(path, "").is(200).fits("Batch").body()).isEqualTo(ended.body());
    }

    @Test
    void aFinishedBatchStaysAsItIs() {
        var batch = client.stream("{}").is(202);
        new UnfinishedBatches(api.database().jdbi()).finish(1000);
        assertThat(again(batch).text("/state")).isEqualTo("finished");
        client.post("/v1/batches/" + batch.text("/id") + "/cancel", "").isProblem(409, "batch_finished");
        assertThat(again(batch).text("/state")).isEqualTo("finished");
    }

    @Test
    void batchesAreListedTheNewestFirst() {
        var sent = IntStream.range(0, 5)
                .mapToObj(i -> client.stream("{}").is(202).text("/id"))
                .toList();
        new UnfinishedBatches(api.database().jdbi()).finish(1000);
        var last = client.stream(PROBE).is(202).text("/id");
        var first = client.get("/v1/batches?page_size=4").is(200).fits("BatchPage");
        var rest = client.get("/v1/batches?page_token=" + first.text("/next_page_token"))
                .is(200)
                .fits("BatchPage");
        var listed = new ArrayList<String>();
        first.at("/data").forEach(b -> listed.add(b.at("/id").stringValue()));
        rest.at("/data").forEach(b -> listed.add(b.at("/id").stringValue()));
        assertThat(listed).hasSize(6).startsWith(last);
        assertThat(listed.subList(1, 6)).isEqualTo(sent.reversed());
        assertThat(rest.at("/next_page_token").isNull()).isTrue();
        assertThat(first.at("/data/0/counts").isNull()).isTrue();
        assertThat(first.at("/data/1/counts/invalid").asInt()).isEqualTo(1);
        assertThat(first.at("/data/1/total").asInt()).isEqualTo(1);
        assertThat(api.newTenant().get("/v1/batches").at("/data")).isEmpty();
    }

    @Test
    void theSameRequestGetsTheSameBatch() {
        var first = client.stream(named("a") + "\n{}\n" + PROBE, "k").is(202);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        var second = client.stream("\n" + named("a").replace(": ", ":") + "\n{ }\n" + PROBE + "\n", "k")
                .is(202);
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.body()).isEqualTo(first.body());
        var third = client.send(client.request("/v1/batches")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "k")
                        .POST(BodyPublishers.ofString("{\"items\": [%s, {}, %s]}".formatted(named("a"), PROBE))))
                .is(202);
        assertThat(third.body()).isEqualTo(first.body());
        assertThat(client.get("/v1/jobs").at("/data")).hasSize(2);
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        var first = client.stream(PROBE, "k").is(202);
        for (var other : List.of(named("a"), PROBE + "\n" + PROBE, "{}")) {
            var refused = client.stream(other, "k").isProblem(422, "idempotency_key_reused");
            assertThat(refused.text("/detail")).contains(first.text("/id"), "Use a new key");
        }
        client.send(client.lines("?callback=https://example.com/", PROBE).header("Idempotency-Key", "k"))
                .isProblem(422, "idempotency_key_reused");
        client.send(client.lines("?tag.a=b", PROBE).header("Idempotency-Key", "k"))
                .isProblem(422, "idempotency_key_reused");
        assertThat(api.newTenant().stream(PROBE, "k").is(202).text("/id")).isNotEqualTo(first.text("/id"));
    }

    @Test
    void aCancelledBatchTakesNoMore() {
        var batch = client.stream(PROBE, "k").is(202);
        api.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE batch SET request = NULL WHERE key = 'k' AND tenant = ?", client.tenant()));
        client.post("/v1/batches/" + batch.text("/id") + "/cancel", "").is(202);
        client.stream(PROBE + "\n" + PROBE, "k").isProblem(409, "batch_closed");
    }

    @Test
    void anotherTenantsBatchIsNotThere() {
        var id = client.stream(PROBE).is(202).text("/id");
        var stranger = api.newTenant();
        for (var path : List.of("", "/items", "/results")) {
            stranger.get("/v1/batches/" + id + path).isProblem(404, "batch_not_found");
        }
        stranger.post("/v1/batches/" + id + "/cancel", "").isProblem(404, "batch_not_found");
        assertThat(again(client.stream(PROBE)).text("/state")).isEqualTo("running");
    }
}
