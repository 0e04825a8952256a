package io.penstock.worker.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.catalog.kind.Mode;
import io.penstock.worker.email.MailSettings.Carrier;
import io.penstock.worker.email.MailSettings.Sendgrid;
import io.penstock.worker.email.MailSettings.Smtp;
import io.penstock.worker.email.MailSettings.Tls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class MailSettingsTest {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final Map<String, String> SET_UP =
            Map.of("penstock.mail.transport", "smtp", "penstock.mail.from", "shop@example.com");

    @Test
    void nothingIsSetUpUnlessTold() {
        assertThat(bound(Map.of()))
                .isEqualTo(new MailSettings(
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        Mode.LIVE,
                        false,
                        new Smtp("localhost", 587, Tls.STARTTLS, null, null, null, FIVE_SECONDS, HALF_A_MINUTE),
                        new Sendgrid(null, null, URI.create("https://api.sendgrid.com"), FIVE_SECONDS, HALF_A_MINUTE)));
    }

    @Test
    void allIsReadFromProperties() {
        var properties = new HashMap<>(SET_UP);
        properties.put("penstock.mail.from-name", "The shop");
        properties.put("penstock.mail.senders", "@other.example,ada@example.com");
        properties.put("penstock.mail.public-url", "https://jobs.example.com");
        properties.put("penstock.mail.mode", "sandbox");
        properties.put("penstock.mail.allow-sandbox", "true");
        properties.put("penstock.mail.smtp.host", "mail.example.com");
        properties.put("penstock.mail.smtp.port", "465");
        properties.put("penstock.mail.smtp.tls", "implicit");
        properties.put("penstock.mail.smtp.user", "shop");
        properties.put("penstock.mail.smtp.password-variable", "SMTP_PASSWORD");
        properties.put("penstock.mail.smtp.connect-timeout", "1s");
        properties.put("penstock.mail.smtp.timeout", "2s");
        properties.put("penstock.mail.sendgrid.key-file", "/etc/sendgrid.key");
        properties.put("penstock.mail.sendgrid.base-url", "http://127.0.0.1:9/sendgrid");
        properties.put("penstock.mail.sendgrid.connect-timeout", "3s");
        properties.put("penstock.mail.sendgrid.timeout", "4s");

        assertThat(bound(properties))
                .isEqualTo(new MailSettings(
                        Carrier.SMTP,
                        "shop@example.com",
                        "The shop",
                        List.of("@other.example", "ada@example.com"),
                        URI.create("https://jobs.example.com"),
                        Mode.SANDBOX,
                        true,
                        new Smtp(
                                "mail.example.com",
                                465,
                                Tls.IMPLICIT,
                                "shop",
                                "SMTP_PASSWORD",
                                null,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2)),
                        new Sendgrid(
                                null,
                                Path.of("/etc/sendgrid.key"),
                                URI.create("http://127.0.0.1:9/sendgrid"),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender", "smtp.password", "sendgrid.key"})
    void anUnknownKeyFails(String key) {
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bound(Map.of("penstock.mail." + key, "x")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from                     | shop              | penstock.mail.from must be a mail address
            from                     | a@b.example,c@d.e | penstock.mail.from must be a mail address
            senders                  | @                 | penstock.mail.senders must be mail addresses, or @ and a domain
            senders                  | @a.example,b      | penstock.mail.senders must be mail addresses, or @ and a domain
            mode                     | local-model       | penstock.mail.mode must be live or sandbox
            mode                     | sandbox           | penstock.mail.mode is sandbox, which sends no mail; where that is meant, set penstock.mail.allow-sandbox=true
            public-url               | ftp://a.example   | penstock.mail.public-url must be an http or https URL without user and password
            smtp.port                | 0                 | penstock.mail.smtp.port must be between 1 and 65535, not 0
            smtp.port                | 65536             | penstock.mail.smtp.port must be between 1 and 65535, not 65536
            smtp.host                | ' '               | penstock.mail.smtp.host must not be empty
            smtp.user                | shop              | penstock.mail.smtp.user needs penstock.mail.smtp.password-variable or .password-file
            smtp.password-variable   | a b               | penstock.mail.smtp.password-variable must be the name of an environment variable
            smtp.connect-timeout     | 0s                | penstock.mail.smtp.connect-timeout must be between 1ms and 2m, not PT0S
            smtp.timeout             | 121s              | penstock.mail.smtp.timeout must be between 1ms and 2m, not PT2M1S
            sendgrid.key-variable    | SG.1              | penstock.mail.sendgrid.key-variable must be the name of an environment variable
            sendgrid.base-url        | https://a:b@c     | penstock.mail.sendgrid.base-url must be an http or https URL without user and password
            sendgrid.connect-timeout | 0s                | penstock.mail.sendgrid.connect-timeout must be between 1ms and 2m, not PT0S
            sendgrid.timeout         | 121s              | penstock.mail.sendgrid.timeout must be between 1ms and 2m, not PT2M1S
            """)
    void aWrongSettingStopsTheStart(String key, String value, String why) {
        var properties = new HashMap<>(SET_UP);
        properties.put("penstock.mail." + key, value);
        refused(properties, why);
    }

    @Test
    void whoSendsSaysFromWhere() {
        refused(
                Map.of("penstock.mail.transport", "sendgrid"),
                "penstock.mail.from must say which address mails come from");
    }

    @Test
    void aSecretIsInOnePlace() {
        refused(
                Map.of(
                        "penstock.mail.smtp.password-variable", "SMTP_PASSWORD",
                        "penstock.mail.smtp.password-file", "/etc/smtp.password"),
                "penstock.mail.smtp.password-variable and penstock.mail.smtp.password-file both say where it is; one of them is enough");
        refused(
                Map.of(
                        "penstock.mail.sendgrid.key-variable", "SENDGRID_KEY",
                        "penstock.mail.sendgrid.key-file", "/etc/sendgrid.key"),
                "penstock.mail.sendgrid.key-variable and penstock.mail.sendgrid.key-file both say where it is; one of them is enough");
    }

    @ParameterizedTest
    @CsvSource({
        "shop@example.com, true",
        "Shop@Example.com, true",
        "ada@friend.example, true",
        "Anybody@Other.example, true",
        "other@example.com, false",
        "a@another.example, false",
        "a@sub.other.example, false",
        "a@b, false"
    })
    void jobsSendFromTheAddressesThatAreNamed(String address, boolean allowed) {
        var properties = new HashMap<>(SET_UP);
        properties.put("penstock.mail.senders", "@other.example,ada@friend.example");
        assertThat(bound(properties).allows(address)).isEqualTo(allowed);
    }

    private static void refused(Map<String, String> properties, String why) {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bound(properties))
                .havingRootCause()
                .withMessage(why);
    }

    private static MailSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(
                        "penstock.mail",
                        Bindable.of(MailSettings.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }
}
