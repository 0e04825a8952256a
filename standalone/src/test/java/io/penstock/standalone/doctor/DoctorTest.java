package io.penstock.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.testing.TestDatabase;
import io.penstock.embedded.testing.TestKafka;
import io.penstock.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class DoctorTest {

    @AutoClose
    private final TestDatabase database = TestDatabase.fresh();

    private final Sandbox sandbox = Sandbox.start(0);
    private final Map<String, Object> settings = new HashMap<>();

    @BeforeEach
    void setUp() {
        settings.put("penstock.postgres.url", database.url());
        settings.put("penstock.lanes.kafka", TestKafka.bootstrapServers());
        settings.put("penstock.artifacts.folder", "target/artifacts");
        settings.put("penstock.ai.allow-sandbox", "true");
        deploy("openai", "/openai/v1");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void deploy(String provider, String path) {
        var deployment = "penstock.ai.deployments." + provider + ".";
        settings.put(deployment + "provider", provider);
        settings.put(deployment + "base-url", sandbox.url() + path);
        settings.put(deployment + "model", "sandbox-model");
        settings.put(deployment + "mode", "sandbox");
    }

    private List<Check> examine(Map<String, String> environment) throws InterruptedException {
        var all = new StandardEnvironment();
        all.getPropertySources().addFirst(new MapPropertySource("test", settings));
        return new Doctor(all, environment).examine();
    }

    private Check check(String what) throws InterruptedException {
        return check(what, Map.of());
    }

    private Check check(String what, Map<String, String> environment) throws InterruptedException {
        return examine(environment).stream()
                .filter(check -> check.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsWellIsSaidToBe() throws InterruptedException {
        deploy("anthropic", "/anthropic/v1");
        deploy("gemini", "/gemini/v1beta");

        assertThat(examine(Map.of()))
                .allMatch(Check::well)
                .extracting(Check::what)
                .containsExactly(
                        "Postgres",
                        "Kafka",
                        "Model anthropic",
                        "Model gemini",
                        "Model openai",
                        "Payments",
                        "Mail",
                        "Artifacts");
    }

    @Test
    void whatIsNotSetUpIsNamed() throws InterruptedException {
        settings.clear();

        settings.put("penstock.artifacts.folder", "target/artifacts");

        assertThat(examine(Map.of())).extracting(Check::well).containsExactly(false, false, true, true, true, true);
        assertThat(check("Postgres").says()).contains("PENSTOCK_POSTGRES_URL is not set");
        assertThat(check("Kafka").says()).contains("PENSTOCK_KAFKA is not set");
    }

    @Test
    void aDatabaseThatIsNotThereIsSaidWithWhereToLook() throws InterruptedException {
        settings.put("penstock.postgres.url", database.url().replaceAll("/[^/?]+(\\?|$)", "/no_such_database$1"));

        assertThat(check("Postgres").well()).isFalse();
        assertThat(check("Postgres").says()).contains("no_such_database").contains("check PENSTOCK_POSTGRES_URL");
        assertThat(check("Kafka").well()).isTrue();
    }

    @Test
    void anOldDatabaseIsToBeMigrated() throws InterruptedException {
        database.jdbi()
                .useHandle(
                        handle -> handle.execute(
                                "DELETE FROM flyway_schema_history WHERE installed_rank = (SELECT max(installed_rank) FROM flyway_schema_history)"));

        assertThat(check("Postgres").says()).contains("lacks 1 migration").contains("penstock migrate");
    }

    @Test
    void aKafkaThatDoesNotAnswerIsSaidSo() throws InterruptedException {
        settings.put("penstock.lanes.kafka", "127.0.0.1:1");

        assertThat(check("Kafka").well()).isFalse();
        assertThat(check("Kafka").says()).contains("127.0.0.1:1").contains("PENSTOCK_KAFKA");
    }

    @Test
    void aKeyThatIsRefusedIsSaidWithItsSetting() throws InterruptedException {
        settings.put("penstock.ai.deployments.openai.mode", "live");
        settings.put("penstock.ai.deployments.openai.key-variable", "THE_KEY");

        var said = examine(Map.of("THE_KEY", "invalid-4711")).stream()
                .filter(check -> check.what().equals("Model openai"))
                .findFirst()
                .orElseThrow();

        assertThat(said.well()).isFalse();
        assertThat(said.says())
                .contains("penstock.ai.deployments.openai.key-variable")
                .doesNotContain("4711");
    }

    @Test
    void stripeIsCalledWithItsKey() throws InterruptedException {
        settings.put("penstock.stripe.base-url", sandbox.url() + "/stripe");
        settings.put("penstock.stripe.key-variable", "THE_KEY");

        var refused = check("Payments", Map.of("THE_KEY", "invalid-4711"));
        assertThat(refused.well()).isFalse();
        assertThat(refused.says()).contains("penstock.stripe.base-url").doesNotContain("4711");
        var taken = check("Payments", Map.of("THE_KEY", "sk_test_1"));
        assertThat(taken.says()).isEqualTo("Stripe answers");
    }

    @Test
    void sendGridIsCalledWithItsKey() throws InterruptedException {
        settings.put("penstock.mail.transport", "sendgrid");
        settings.put("penstock.mail.from", "shop@example.com");
        settings.put("penstock.mail.sendgrid.base-url", sandbox.url() + "/sendgrid");
        settings.put("penstock.mail.sendgrid.key-variable", "THE_KEY");

        var refused = check("Mail", Map.of("THE_KEY", "invalid-4711"));
        assertThat(refused.well()).isFalse();
        assertThat(refused.says())
                .contains("penstock.mail.sendgrid.key-variable")
                .doesNotContain("4711");
        assertThat(check("Mail", Map.of("THE_KEY", "SG.4711")).says()).isEqualTo("sendgrid answers");
    }

    @Test
    void aMailServerIsAskedToLogIn() throws InterruptedException {
        settings.put("penstock.mail.transport", "smtp");
        settings.put("penstock.mail.from", "shop@example.com");
        settings.put("penstock.mail.smtp.host", "127.0.0.1");
        settings.put("penstock.mail.smtp.port", sandbox.smtpPort());
        settings.put("penstock.mail.smtp.tls", "none");

        assertThat(check("Mail").says()).isEqualTo("smtp answers");

        settings.put("penstock.mail.smtp.port", 1);
        assertThat(check("Mail").says()).contains("penstock.mail.smtp.host");
    }

    @Test
    void theStoreOfArtifactsIsTried(@TempDir Path folder) throws Exception {
        settings.put("penstock.artifacts.folder", folder.toString());
        assertThat(check("Artifacts").well()).isTrue();
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }

        var file = Files.writeString(folder.resolve("a-file"), "");
        settings.put("penstock.artifacts.folder", file.toString());
        assertThat(check("Artifacts").well()).isFalse();
        assertThat(check("Artifacts").says())
                .contains("penstock.artifacts.folder")
                .contains("must be able to write");
    }

    @Test
    void aProviderThatCannotBeReachedIsSaidSo() throws InterruptedException {
        settings.put("penstock.ai.deployments.openai.base-url", "http://127.0.0.1:1/v1");

        assertThat(check("Model openai").says()).contains("cannot be reached").contains("base-url");
    }

    @Test
    void aProviderOfOnesOwnIsLeftToTheWorkers() throws InterruptedException {
        settings.put("penstock.ai.deployments.mine.provider", "mine");
        settings.put("penstock.ai.deployments.mine.model", "m");

        assertThat(check("Model mine").well()).isTrue();
        assertThat(check("Model mine").says())
                .contains("'mine' is none of [anthropic, gemini, openai, openai-compatible]")
                .contains("penstock.ai.deployments.mine.provider");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, /openai/v1",
        "openai-compatible, /openai/v1",
        "anthropic, /anthropic/v1",
        "gemini, /gemini/v1beta"
    })
    void aModelThatTheProviderHasNotIsSaidSo(String provider, String path) throws InterruptedException {
        deploy(provider, path);
        settings.put("penstock.ai.deployments." + provider + ".model", "no-such-model");

        assertThat(check("Model " + provider).well()).isFalse();
        assertThat(check("Model " + provider).says())
                .startsWith("The provider does not know the model")
                .contains("penstock.ai.deployments." + provider + ".model");
    }

    @Test
    void aModelThatACompatibleServerListsIsThere() throws InterruptedException {
        deploy("openai-compatible", "/openai/v1");
        settings.put("penstock.ai.deployments.openai-compatible.model", "gpt-5-mini");

        assertThat(check("Model openai-compatible").says()).isEqualTo("answers");
    }

    @Test
    void oneThatIsSetUpWronglyHidesNoOther() throws InterruptedException {
        deploy("gemini", "/gemini/v1beta");
        settings.put("penstock.ai.deployments.gemini.silence", "2h");
        settings.put("penstock.ai.routes[default]", "openai,gemini");

        assertThat(check("Model gemini").says()).contains("penstock.ai.deployments.gemini.silence");
        assertThat(check("Model openai").says()).isEqualTo("answers");
    }

    @Test
    void aRouteToNowhereIsSaid() throws InterruptedException {
        settings.put("penstock.ai.routes[default]", "openai,nowhere");

        assertThat(check("Model openai").well()).isTrue();
        assertThat(check("Models").says()).contains("penstock.ai.routes[default]", "nowhere");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            timeout           | soon | must be a time such as 30s
            mode              | life | must be one of [live, local-model, sandbox]
            max-output-tokens | many | must be a whole number
            """)
    void aSettingThatCannotBeReadIsSaidWithItsName(String setting, String value, String says)
            throws InterruptedException {
        settings.put("penstock.ai.deployments.openai." + setting, value);

        assertThat(check("Model openai").says())
                .isEqualTo("penstock.ai.deployments.openai.%s %s".formatted(setting, says));
    }

    @Test
    void aPriceTableThatIsNoneIsSaidWithItsSetting(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("prices.json"), "{\"prices\": [{}]}");
        settings.put("penstock.ai.prices", file.toString());

        assertThat(check("Models").says()).startsWith("penstock.ai.prices: " + file + " is wrong");
    }

    @Test
    void aPasswordInAUrlIsNotShown() throws InterruptedException {
        settings.put("penstock.ai.deployments.openai.base-url", "https://me:secret@models.example/v1");
        settings.put("penstock.postgres.url", "jdbc:postgresql://me:secret@db.example:port/jobs?password=secret");

        assertThat(check("Model openai").says()).contains("base-url");
        assertThat(examine(Map.of())).extracting(Check::says).noneMatch(says -> says.contains("secret"));
    }

    @Test
    void aSettingThatMakesNoSenseIsSaidWithItsName() throws InterruptedException {
        settings.put("penstock.ai.deployments.openai.timeout", "2h");

        assertThat(check("Model openai").says()).contains("penstock.ai.deployments.openai.timeout");
    }
}
