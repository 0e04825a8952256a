package io.penstock.worker.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.catalog.kind.Mode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StripeSettingsTest {

    @Test
    void nothingIsSetUpUnlessTold() {
        assertThat(bound(Map.of()))
                .isEqualTo(new StripeSettings(
                        null,
                        null,
                        URI.create("https://api.stripe.com"),
                        Mode.LIVE,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(10),
                        false));
        assertThat(bound(Map.of()).isSetUp()).isFalse();
    }

    @Test
    void allIsReadFromProperties() {
        assertThat(bound(Map.of(
                        "penstock.stripe.key-variable", "STRIPE_KEY",
                        "penstock.stripe.base-url", "http://127.0.0.1:9/stripe",
                        "penstock.stripe.mode", "sandbox",
                        "penstock.stripe.connect-timeout", "1s",
                        "penstock.stripe.timeout", "2s",
                        "penstock.stripe.look-again", "1d",
                        "penstock.stripe.allow-sandbox", "true")))
                .isEqualTo(new StripeSettings(
                        "STRIPE_KEY",
                        null,
                        URI.create("http://127.0.0.1:9/stripe"),
                        Mode.SANDBOX,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofDays(1),
                        true));
        assertThat(bound(Map.of("penstock.stripe.key-file", "/etc/stripe.key")).keyFile())
                .isEqualTo(Path.of("/etc/stripe.key"));
    }

    @Test
    void aKeyOrASandboxIsEnough() {
        assertThat(bound(Map.of("penstock.stripe.key-variable", "STRIPE_KEY")).isSetUp())
                .isTrue();
        assertThat(bound(Map.of("penstock.stripe.key-file", "/etc/stripe.key")).isSetUp())
                .isTrue();
        assertThat(bound(Map.of("penstock.stripe.mode", "sandbox", "penstock.stripe.allow-sandbox", "true"))
                        .isSetUp())
                .isTrue();
    }

    @Test
    void anUnknownKeyFails() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound(Map.of("penstock.stripe.key", "sk_test")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            key-variable    | sk test         | penstock.stripe.key-variable must be the name of an environment variable
            base-url        | stripe.com      | penstock.stripe.base-url must be an http or https URL without user and password
            base-url        | ftp://x         | penstock.stripe.base-url must be an http or https URL without user and password
            base-url        | https://a:b@c   | penstock.stripe.base-url must be an http or https URL without user and password
            mode            | local-model     | penstock.stripe.mode must be live or sandbox
            mode            | sandbox         | penstock.stripe.mode is sandbox, which takes no money; where that is meant, set penstock.stripe.allow-sandbox=true
            connect-timeout | 0s              | penstock.stripe.connect-timeout must be between 1ms and 1m, not PT0S
            connect-timeout | 61s             | penstock.stripe.connect-timeout must be between 1ms and 1m, not PT1M1S
            timeout         | 0s              | penstock.stripe.timeout must be between 1ms and 2m, not PT0S
            timeout         | 121s            | penstock.stripe.timeout must be between 1ms and 2m, not PT2M1S
            look-again      | -1s             | penstock.stripe.look-again must be between 1ms and 1440m, not PT-1S
            look-again      | 25h             | penstock.stripe.look-again must be between 1ms and 1440m, not PT25H
            """)
    void aWrongSettingStopsTheStart(String key, String value, String why) {
        refused(Map.of("penstock.stripe." + key, value), why);
    }

    @Test
    void aKeyIsInOnePlace() {
        refused(
                Map.of("penstock.stripe.key-variable", "STRIPE_KEY", "penstock.stripe.key-file", "/etc/stripe.key"),
                "penstock.stripe.key-variable and penstock.stripe.key-file both say where it is; one of them is enough");
    }

    private static void refused(Map<String, String> properties, String why) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound(properties))
                .havingRootCause()
                .withMessage(why);
    }

    private static StripeSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(
                        "penstock.stripe",
                        Bindable.of(StripeSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }
}
