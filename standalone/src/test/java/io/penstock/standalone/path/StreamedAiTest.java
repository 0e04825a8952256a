package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.limit.Terms;
import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A streamed AI job, from the submit over Kafka, a worker and the sandbox to the readers of its events. */
class StreamedAiTest {

    private static final Sandbox SANDBOX = Sandbox.start(0);
    private static Installation installation;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        installation = new Installation();
        client = installation.client(installation.start(List.of(Role.values()), models()));
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
        SANDBOX.close();
    }

    private static Map<String, Object> models() {
        var settings = new HashMap<String, Object>();
        settings.put("penstock.ai.allow-sandbox", true);
        Map.of("provider", "openai", "base-url", SANDBOX.url() + "/openai/v1", "model", "gpt-4.1", "mode", "sandbox")
                .forEach((name, value) -> settings.put("penstock.ai.deployments.openai." + name, value));
        return settings;
    }

    @Test
    void itsChunksComeInOrderAndAreTheResult() {
        var id = submit("A poem", 1);

        var chunks = chunks(client.get(events(id)).body().lines().toList());

        assertThat(chunks).hasSizeGreaterThan(2);
        assertThat(chunks.stream().map(chunk -> chunk.get("nr").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, chunks.size()).boxed().toList());
        assertThat(text(chunks)).isEqualTo(client.result(id).get("content").asString());
    }

    @Test
    void theFirstChunkIsThereWhileTheProviderStillWrites() {
        SANDBOX.limits().set("openai", null, Terms.OPEN.pace(Duration.ofMillis(300)));
        try {
            var id = submit("Something that takes a while", 1);
            var whole = new AtomicBoolean(true);

            client.follow(events(id), line -> {
                if (line.equals("event: chunk") && whole.get()) {
                    whole.set(SANDBOX.journal().entries().getLast().complete());
                }
            });

            assertThat(whole).isFalse();
        } finally {
            SANDBOX.limits().clear();
        }
    }

    @Test
    void aCutStreamIsAFailedAttemptAndTheNextOneIsWhole() {
        // What is not read yet when a connection breaks is lost, so the chunks come one by one.
        SANDBOX.limits().set("openai", null, Terms.OPEN.pace(Duration.ofMillis(300)));
        try {
            SANDBOX.faults().next(Aim.at("openai").marked("that breaks off"), new Fault.CutStream(3, false));
            var id = submit("Something that breaks off", 3);

            var chunks = chunks(client.get(events(id)).body().lines().toList());

            var job = client.await(id, "succeeded");
            assertThat(job.get("attempt").asInt()).isEqualTo(2);
            assertThat(job.get("attempts").get(0).get("error").get("code").asString())
                    .isEqualTo("provider_broken_answer");
            assertThat(of(chunks, 1)).hasSizeBetween(1, 3);
            assertThat(text(of(chunks, 2)))
                    .isEqualTo(client.result(id).get("content").asString())
                    .startsWith(text(of(chunks, 1)));
        } finally {
            SANDBOX.limits().clear();
        }
    }

    private static String submit(String content, int attempts) {
        return client.submit("""
                {"kind": "ai.generate", "payload": {"language": "English", "content": "%s", "stream": true},
                 "retry": {"max_attempts": %d, "backoff": "fixed", "base": "PT0.1S", "max": "PT1S"}}""".formatted(content, attempts));
    }

    private static String events(String id) {
        return "/v1/jobs/" + id + "/events";
    }

    private static List<JsonNode> chunks(List<String> lines) {
        return IntStream.range(1, lines.size())
                .filter(i -> lines.get(i - 1).equals("event: chunk"))
                .mapToObj(i -> Json.mapper().readTree(lines.get(i).substring("data: ".length())))
                .toList();
    }

    private static List<JsonNode> of(List<JsonNode> chunks, int attempt) {
        return chunks.stream()
                .filter(chunk -> chunk.get("attempt").asInt() == attempt)
                .toList();
    }

    private static String text(List<JsonNode> chunks) {
        return chunks.stream().map(chunk -> chunk.get("text").asString()).collect(Collectors.joining());
    }
}
