package io.penstock.worker.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.catalog.kind.Mode;
import io.penstock.worker.ai.AiSettings.Caching;
import io.penstock.worker.ai.AiSettings.Deployed;
import io.penstock.worker.ai.deployment.Deployment;
import io.penstock.worker.ai.deployment.Deployments;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.provider.Anthropic;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.key.Keyset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class AiSettingsTest {

    private static final Map<String, String> TWO = Map.of(
            "penstock.ai.deployments.large.provider", "anthropic",
            "penstock.ai.deployments.large.model", "claude",
            "penstock.ai.deployments.small.provider", "openai",
            "penstock.ai.deployments.small.model", "gpt");

    @Test
    void nothingIsSetUpUnlessTold() {
        assertThat(bound(Map.of()))
                .isEqualTo(new AiSettings(
                        Map.of(),
                        Map.of(),
                        null,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        new Caching(Duration.ofDays(1), DataSize.ofMegabytes(32)),
                        false));
    }

    @Test
    void allIsReadFromProperties() {
        var properties = new HashMap<>(Map.of(
                "penstock.ai.deployments.local.provider", "openai-compatible",
                "penstock.ai.deployments.local.base-url", "http://127.0.0.1:11434/v1",
                "penstock.ai.deployments.local.model", "qwen",
                "penstock.ai.deployments.local.key-variable", "LOCAL_KEY",
                "penstock.ai.deployments.local.mode", "local-model",
                "penstock.ai.deployments.local.timeout", "9m",
                "penstock.ai.deployments.local.max-output-tokens", "500",
                "penstock.ai.routes.ai.generate", "local",
                "penstock.ai.routes[default]", "local"));
        properties.put("penstock.ai.deployments.local.silence", "7s");
        properties.put("penstock.ai.prices", "/etc/prices.json");
        properties.put("penstock.ai.connect-timeout", "1s");
        properties.put("penstock.ai.circuit", "2s");
        properties.put("penstock.ai.deployments.local.concurrency", "20");
        properties.put("penstock.ai.deployments.local.requests-per-minute", "60");
        properties.put("penstock.ai.deployments.local.tokens-per-minute", "50000");
        properties.put("penstock.ai.deployments.local.input-tokens-per-minute", "40000");
        properties.put("penstock.ai.deployments.local.output-tokens-per-minute", "10000");
        properties.put("penstock.ai.allow-sandbox", "true");
        properties.put("penstock.ai.cache.ttl", "PT1H");
        properties.put("penstock.ai.cache.memory", "1MB");

        var local = new Deployed(
                "openai-compatible",
                "http://127.0.0.1:11434/v1",
                "qwen",
                "LOCAL_KEY",
                null,
                Mode.LOCAL_MODEL,
                Duration.ofMinutes(9),
                Duration.ofSeconds(7),
                500,
                20,
                60L,
                50_000L,
                40_000L,
                10_000L);
        assertThat(bound(properties))
                .isEqualTo(new AiSettings(
                        Map.of("local", local),
                        Map.of("ai.generate", List.of("local"), "default", List.of("local")),
                        Path.of("/etc/prices.json"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        new Caching(Duration.ofHours(1), DataSize.ofMegabytes(1)),
                        true));
    }

    @Test
    void anUnknownKeyFails() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound(Map.of("penstock.ai.deployments.a.modell", "m")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deployments.small.provider           |             | penstock.ai.deployments.small.provider is missing
            deployments.small.model              |             | penstock.ai.deployments.small.model is missing
            deployments.small.base-url           | ftp://x     | penstock.ai.deployments.small.base-url must be an http or https URL without user, password and query
            deployments.small.base-url           | http://a:b@c | penstock.ai.deployments.small.base-url must be an http or https URL without user, password and query
            deployments.small.key-variable       | sk-1 2      | penstock.ai.deployments.small.key-variable must be the name of an environment variable
            deployments.small.mode               | sandbox     | penstock.ai.deployments.small is a sandbox, which makes its answers up; where that is meant, set penstock.ai.allow-sandbox=true
            deployments.small.timeout            | 2h          | penstock.ai.deployments.small.timeout must be between 1ms and 1h, not PT2H
            deployments.small.silence            | 0s          | penstock.ai.deployments.small.silence must be between 1ms and 1h, not PT0S
            deployments.small.max-output-tokens  | 0           | penstock.ai.deployments.small.max-output-tokens must be between 1 and 200000
            deployments.Large.model              | x           | penstock.ai.deployments: a name has lower-case letters, digits, dots and dashes, not 'Large'
            routes.ai.generate                   | none        | penstock.ai.routes[ai.generate] names the deployment 'none', which there is not
            routes.ai.generate                   | small,small | penstock.ai.routes[ai.generate] names a deployment twice
            routes.ai.generate                   |             | penstock.ai.routes[ai.generate] names no deployment
            cache.ttl                            | 31d         | penstock.ai.cache.ttl must be between 1ms and 30d, not PT744H
            cache.memory                         | -1B         | penstock.ai.cache.memory must not be negative
            circuit                              | 0s          | penstock.ai.circuit must be between 1ms and 1h, not PT0S
            """)
    void aWrongSettingStopsTheStart(String key, @Nullable String value, String why) {
        var properties = new HashMap<>(TWO);
        properties.put("penstock.ai." + key, value == null ? "" : value);

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound(properties))
                .havingRootCause()
                .withMessage(why);
    }

    @Test
    void aProviderThatNobodyKnowsStopsTheStart() {
        var properties = new HashMap<>(TWO);
        properties.put("penstock.ai.deployments.small.provider", "oracle");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments(properties, Map.of()))
                .withMessage(
                        "penstock.ai.deployments.small.provider is 'oracle', but must be one of [anthropic, openai]");
    }

    @Test
    void aKeyThatIsNotSetStopsTheStart() {
        var properties = new HashMap<>(TWO);
        properties.put("penstock.ai.deployments.small.key-variable", "OPENAI_API_KEY");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments(properties, Map.of("OPENAI_API_KEY", " ")))
                .withMessage("penstock.ai.deployments.small.key-variable names OPENAI_API_KEY, which is not set in the"
                        + " environment");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments(properties, Map.of("OPENAI_API_KEY", "a\nb")))
                .withMessageNotContaining("a\nb");
    }

    @Test
    void aKeyIsInOnePlace() {
        var properties = new HashMap<>(TWO);
        properties.put("penstock.ai.deployments.small.key-variable", "KEY");
        properties.put("penstock.ai.deployments.small.key-file", "small.key");

        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound(properties))
                .havingRootCause()
                .withMessage(
                        "penstock.ai.deployments.small.key-variable and penstock.ai.deployments.small.key-file both say"
                                + " where it is; one of them is enough");
    }

    @Test
    void aKeyInAFileIsOpenedWithTheKeyset(@TempDir Path folder) throws Exception {
        var keyset = folder.resolve("keyset.json");
        Keyset.create(keyset);
        var file = folder.resolve("small.key");
        Files.writeString(file, Keyset.open(keyset).encrypt("key-4711") + "\n");
        var environment = Map.of(Keyset.VARIABLE, keyset.toString());
        var properties = with(TWO, "penstock.ai.deployments.small.key-file", file.toString());

        var small = deployments(properties, environment)
                .route("k", null)
                .orElseThrow()
                .getLast();

        assertThat(small.endpoint().key().header("h", key -> key)).containsEntry("h", "key-4711");
        assertThat(small.toString()).doesNotContain("4711");
    }

    @Test
    void aFileThatCannotBeOpenedStopsTheStart(@TempDir Path folder) throws Exception {
        var keyset = folder.resolve("keyset.json");
        var other = folder.resolve("other.json");
        Keyset.create(keyset);
        Keyset.create(other);
        var file = folder.resolve("small.key");
        Files.writeString(file, Keyset.open(other).encrypt("key-4711"));
        var setting = "penstock.ai.deployments.small.key-file";
        var properties = with(TWO, setting, file.toString());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments(properties, Map.of(Keyset.VARIABLE, keyset.toString())))
                .withNoCause()
                .withMessage(setting + ": " + file + " was not encrypted with this keyset, or was changed since");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments(properties, Map.of(Keyset.VARIABLE, file.toString())))
                .withNoCause()
                .withMessage(setting + ": " + file + " is no keyset; penstock keyset create makes one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments(properties, Map.of(Keyset.VARIABLE, folder + "/none")))
                .withMessage(setting + ": The keyset " + folder + "/none cannot be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deployments(properties, Map.of()))
                .withMessage(setting + " needs a keyset; set PENSTOCK_KEYSET_FILE to the file that it is in");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        deployments(with(TWO, setting, folder + "/none"), Map.of(Keyset.VARIABLE, keyset.toString())))
                .withMessage(setting + ": " + folder + "/none cannot be read");
    }

    @Test
    void aKindTakesItsRouteOrTheDefaultOrAllThereIs() {
        assertThat(names(TWO, "ai.generate", null)).containsExactly("large", "small");

        var withDefault = with(TWO, "penstock.ai.routes.default", "small");
        assertThat(names(withDefault, "ai.generate", null)).containsExactly("small");

        var withRoute = with(withDefault, "penstock.ai.routes.ai.generate", "small,large");
        assertThat(names(withRoute, "ai.generate", null)).containsExactly("small", "large");
        assertThat(names(withRoute, "ai.analyze", null)).containsExactly("small");

        var withNamed = with(withRoute, "penstock.ai.routes.careful", "large");
        assertThat(names(withNamed, "ai.generate", "careful")).containsExactly("large");
        assertThat(deployments(withNamed, Map.of()).route("ai.generate", "careless"))
                .isEmpty();
    }

    private static List<String> names(Map<String, String> properties, String kind, @Nullable String route) {
        return deployments(properties, Map.of()).route(kind, route).orElseThrow().stream()
                .map(Deployment::name)
                .toList();
    }

    private static Map<String, String> with(Map<String, String> properties, String key, String value) {
        var more = new HashMap<>(properties);
        more.put(key, value);
        return more;
    }

    private static Deployments deployments(Map<String, String> properties, Map<String, String> environment) {
        return new Deployments(
                bound(properties),
                List.of(OpenAi.itself(), new Anthropic()),
                environment,
                Doors.ofOneself(Clock.systemUTC()),
                Clock.systemUTC());
    }

    static AiSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(
                        "penstock.ai",
                        Bindable.of(AiSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }
}
