package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.journal.Entry;
import io.penstock.sandbox.limit.Terms;
import io.penstock.standalone.role.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two deployments of a route, over the whole path: which of them is asked is decided at dispatch. */
class RoutesPathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TIGHT = "gpt-5-nano";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Installation installation = new Installation();
    private ApiClient client;

    @BeforeEach
    void start() {
        var settings = new HashMap<String, Object>(Map.of("penstock.ai.allow-sandbox", true));
        deploy(settings, "small", "openai", "/openai/v1", "gpt-5-mini");
        deploy(settings, "large", "anthropic", "/anthropic/v1", "claude-sonnet-4-5");
        settings.put("penstock.ai.deployments.large.concurrency", 2);
        settings.put("penstock.ai.deployments.large.tokens-per-minute", 1_000_000);
        settings.put("penstock.ai.routes[default]", "small,large");
        deploy(settings, "tight", "openai", "/openai/v1", TIGHT);
        settings.put("penstock.ai.deployments.tight.tokens-per-minute", 600_000);
        settings.put("penstock.ai.deployments.tight.max-output-tokens", 100_000);
        settings.put("penstock.ai.routes[tight]", "tight");
        client = installation.client(installation.start(List.of(Role.API, Role.WORKER), settings));
        installation.start(List.of(Role.SCHEDULER, Role.WORKER), settings);
        await().atMost(PATIENCE)
                .until(() -> client.get("/v1/limits/large:tokens").statusCode() == 200);
    }

    private void deploy(Map<String, Object> settings, String name, String provider, String path, String model) {
        Map.of("provider", provider, "base-url", sandbox.url() + path, "model", model, "mode", "sandbox")
                .forEach((key, value) -> settings.put("penstock.ai.deployments." + name + "." + key, value));
    }

    @AfterEach
    void stop() throws Exception {
        installation.close();
        sandbox.close();
    }

    private List<String> submit(int jobs) {
        return submit(jobs, "");
    }

    private List<String> submit(int jobs, String more) {
        return IntStream.range(0, jobs)
                .mapToObj(i -> client.submit(
                        "{\"kind\": \"ai.generate\", \"payload\": {\"language\": \"java\", \"content\": \"haiku %d\"%s}}"
                                .formatted(i, more)))
                .toList();
    }

    private List<String> madeBy(List<String> jobs) {
        return jobs.stream()
                .map(job -> {
                    client.await(job, "succeeded");
                    return client.result(job).at("/provider").asString();
                })
                .toList();
    }

    private void fault(String fault) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(sandbox.url() + "/_sandbox/faults"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(fault))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        }
    }

    private long callsTo(String provider) {
        return sandbox.journal().entries().stream()
                .filter(entry -> entry.provider().equals(provider))
                .count();
    }

    private JsonNode hops(String job) {
        return Json.mapper().readTree(client.get("/v1/jobs/" + job + "/hops").body());
    }

    private JsonNode limit(String name) {
        return Json.mapper().readTree(client.get("/v1/limits/" + name).body());
    }

    @Test
    void theFirstIsAskedWhileItIsOpen() {
        assertThat(madeBy(submit(4))).containsOnly("openai");
        assertThat(limit("small:calls").get("deployment").asString()).isEqualTo("small");
        assertThat(limit("large:tokens").at("/units/permits").asInt()).isEqualTo(1_000_000);
    }

    @Test
    void whenItAsksToWaitAllGoToTheSecondWithoutAFurtherCall() throws Exception {
        fault("{\"kind\": \"rate_limit\", \"provider\": \"openai\", \"retry_after_ms\": 600000}");
        var first = submit(1);
        assertThat(madeBy(first)).containsExactly("anthropic");

        assertThat(hops(first.getFirst()).at("/data"))
                .extracting(hop -> hop.toString().replaceAll("\"ms\":\\d+,\"tokens\":\\d+", "…"))
                .containsExactly(
                        "{\"attempt\":1,\"deployment\":\"small\",\"outcome\":\"rate\",…}",
                        "{\"attempt\":2,\"deployment\":\"large\",\"outcome\":\"answered\",…}");
        assertThat(madeBy(submit(6))).containsOnly("anthropic");
        assertThat(callsTo("openai")).isEqualTo(1);
        assertThat(limit("small:calls").at("/closed/until").isMissingNode()).isFalse();
        assertThat(client.job(first.getFirst()).get("attempts"))
                .as("the attempt that found out is kept")
                .isNotEmpty();
    }

    @Test
    void whatIsNotPaidForIsAskedAgainWhenAPersonSaysSo() throws Exception {
        fault("{\"kind\": \"money_stop\", \"provider\": \"openai\", \"variant\": \"insufficient_quota\"}");
        assertThat(madeBy(submit(1))).containsExactly("anthropic");
        assertThat(madeBy(submit(3))).containsOnly("anthropic");
        assertThat(callsTo("openai")).isEqualTo(1);
        assertThat(limit("small:calls").at("/closed/reason").asString()).contains("nothing more is paid for");
        assertThat(client.post("/v1/limits/small:calls/reopen", "").statusCode())
                .isEqualTo(200);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(madeBy(submit(1))).containsExactly("openai"));
    }

    @Test
    void noCallIsMadeForWhichTheProviderHasNoTokens() {
        sandbox.limits().set("openai", TIGHT, Terms.OPEN.tokens(600_000));
        var jobs = submit(10, ", \"route\": \"tight\"");

        await().atMost(PATIENCE).until(() -> inState(jobs, "succeeded") == 5);

        assertThat(jobs.stream()
                        .map(client::job)
                        .filter(job -> job.path("wait_reason").asString("").equals("limit")))
                .hasSize(5);
        assertThat(sandbox.journal().entries())
                .filteredOn(entry -> TIGHT.equals(entry.model()))
                .extracting(Entry::status)
                .containsExactly(200, 200, 200, 200, 200);
    }

    private long inState(List<String> jobs, String state) {
        return jobs.stream()
                .filter(job -> client.job(job).get("state").asString().equals(state))
                .count();
    }

    @Test
    void aWaitingJobSaysWhatItWaitsFor() {
        assertThat(client.post(
                                "/v1/limits/small:calls/close",
                                "{\"until\": \"2099-01-01T00:00:00Z\", \"reason\": \"by hand\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.post(
                                "/v1/limits/large:calls/close",
                                "{\"until\": \"2099-01-02T00:00:00Z\", \"reason\": \"by hand\"}")
                        .statusCode())
                .isEqualTo(200);
        var job = submit(1).getFirst();

        var explained = Json.mapper()
                .readTree(client.get("/v1/jobs/" + job + "/explain").body());
        assertThat(explained.toString()).contains("small:calls", "2099-01-01");
        assertThat(client.job(job).get("wait_reason").asString()).isEqualTo("limit");
        client.post("/v1/limits/large:calls/reopen", "");
        assertThat(madeBy(List.of(job))).containsExactly("anthropic");
    }
}
