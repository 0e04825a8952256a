package io.penstock.worker.ai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.json.Json;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.provider.Anthropic;
import io.penstock.worker.ai.provider.Gemini;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.ai.provider.Provider;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.ai.testing.OneSharing;
import io.penstock.worker.ai.testing.RecordedRun;
import io.penstock.worker.ai.testing.Script;
import io.penstock.worker.ai.testing.Wire;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.key.Keyset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** A key, and what was asked, appear nowhere but at the provider. */
class CanaryTest {

    private static final String KEY = "canary-key-8c1f";
    private static final String PROMPT = "canary prompt of many words 52ad";

    private final Script script = new Script();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    private final Level level = root.getLevel();

    /** Which has a level of its own. */
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.penstock");

    private final Level levelOfOurs = ours.getLevel();

    static Stream<Provider> providers() {
        return Stream.of(OpenAi.itself(), OpenAi.compatible(), new Anthropic(), new Gemini());
    }

    @BeforeEach
    void listen() {
        // Others log, too, while it is read.
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        ours.setLevel(Level.TRACE);
    }

    @AfterEach
    void close() {
        root.setLevel(level);
        ours.setLevel(levelOfOurs);
        root.detachAppender(log);
        script.close();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theyAppearNowhereElse(Provider provider) throws Exception {
        theyAppearNowhereElse(
                provider, Map.of("penstock.ai.deployments.a.key-variable", "CANARY"), Map.of("CANARY", KEY));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void norWhenTheKeyWasEncrypted(Provider provider, @TempDir Path folder) throws Exception {
        var keyset = folder.resolve("keyset.json");
        var file = folder.resolve("a.key");
        Keyset.create(keyset);
        Files.writeString(file, Keyset.open(keyset).encrypt(KEY));

        theyAppearNowhereElse(
                provider,
                Map.of("penstock.ai.deployments.a.key-file", file.toString()),
                Map.of(Keyset.VARIABLE, keyset.toString()));

        assertThat(Files.readString(file)).doesNotContain(KEY);
        assertThat(Keyset.open(keyset).toString()).isEqualTo("[keyset]");
    }

    private void theyAppearNowhereElse(
            Provider provider, Map<String, String> whereTheKeyIs, Map<String, String> environment) throws Exception {
        var echo =
                "{\"error\": {\"type\": \"%1$s\", \"message\": \"%1$s %2$s\", \"code\": \"%1$s\", \"status\": \"%1$s\"}}"
                        .formatted(KEY, PROMPT);
        for (var status : List.of(400, 401, 402, 429, 500)) {
            script.then(status, echo);
        }
        script.then(200, echo).then(200, "no JSON: " + KEY).then(Wire.openAi("words"));
        var properties = new HashMap<>(script.deployedAs("a", provider.name()));
        properties.putAll(whereTheKeyIs);
        var settings = AiSettingsTest.bound(properties);
        var said = new StringBuilder().append(settings);

        for (int i = 0; i < 7; i++) {
            // Each with circuits of its own.
            var models = new Models(
                    settings, List.of(provider), environment, Doors.ofOneself(Clock.systemUTC()), Clock.systemUTC());
            said.append(told(models, i % 2 == 0));
        }
        script.close();
        said.append(told(
                new Models(
                        settings,
                        List.of(provider),
                        environment,
                        Doors.ofOneself(Clock.systemUTC()),
                        Clock.systemUTC()),
                false));

        assertThat(script.seen()).hasSize(7).allSatisfy(seen -> {
            assertThat(Json.write(seen.body())).contains(PROMPT);
            assertThat(seen.headers().values().toString()).contains(KEY);
        });
        assertThat(said.toString()).doesNotContain(KEY).doesNotContain(PROMPT);
        assertThat(log.list)
                .map(ILoggingEvent::getFormattedMessage)
                .noneMatch(message -> message.contains(KEY) || message.contains(PROMPT));
        assertThat(List.of(settings, provider).toString()).doesNotContain(KEY);
    }

    private static String told(Models models, boolean stream) throws InterruptedException {
        var payload = new AiGenerate.Payload("java", PROMPT, null, null, null, stream, null, null, true);
        try {
            Answer<?> answer = models.ask(new Generate(), payload, new RecordedRun(), OneSharing.get());
            return answer + "\n";
        } catch (RuntimeException e) {
            return e + "\n";
        }
    }
}
