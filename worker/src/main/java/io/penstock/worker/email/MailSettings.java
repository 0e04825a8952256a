package io.penstock.worker.email;

import io.penstock.catalog.kind.Mode;
import io.penstock.worker.key.KeySource;
import io.penstock.worker.service.Service;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param transport what takes the mails; without one there is no mail
 * @param from the address that mails come from unless a job says otherwise
 * @param fromName what people see with it
 * @param senders other addresses that jobs may send from; one that begins with @ stands for all of its domain
 * @param publicUrl where those who get mails reach an api, to unsubscribe
 * @param mode whether mails go out, or to a sandbox
 * @param allowSandbox whether a sandbox may take mails, which nobody wants by mistake
 */
@ConfigurationProperties(prefix = "penstock.mail", ignoreUnknownFields = false)
public record MailSettings(
        @Nullable Carrier transport,
        @Nullable String from,
        @Nullable String fromName,
        @DefaultValue List<String> senders,
        @Nullable URI publicUrl,
        @DefaultValue("live") Mode mode,
        @DefaultValue("false") boolean allowSandbox,
        @DefaultValue Smtp smtp,
        @DefaultValue Sendgrid sendgrid) {

    /** Of the job that a mail is of, with what is told of the mail. */
    static final String JOB = "penstock_job";

    static final String TENANT = "penstock_tenant";

    private static final String AT = "penstock.mail.";
    private static final String ADDRESS = "[^\\s@<>,;]{1,64}@[^\\s@<>,;]{1,255}";

    public enum Carrier {
        SMTP,
        SENDGRID
    }

    public enum Tls {
        NONE,
        /** The connection begins in the clear, and does not go on so. */
        STARTTLS,
        IMPLICIT
    }

    /**
     * @param passwordVariable the environment variable that holds the user's password
     * @param passwordFile a file that holds it encrypted; instead of the variable
     * @param timeout how long the server may take for each of its answers
     */
    public record Smtp(
            @DefaultValue("localhost") String host,
            @DefaultValue("587") int port,
            @DefaultValue("starttls") Tls tls,
            @Nullable String user,
            @Nullable String passwordVariable,
            @Nullable Path passwordFile,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("30s") Duration timeout) {

        public Smtp {
            require(port >= 1 && port <= 65535, "smtp.port must be between 1 and 65535, not " + port);
            require(!host.isBlank(), "smtp.host must not be empty");
            KeySource.check(AT + "smtp.password", passwordVariable, passwordFile);
            require(
                    user == null || passwordVariable != null || passwordFile != null,
                    "smtp.user needs penstock.mail.smtp.password-variable or .password-file");
            requireTime("smtp.connect-timeout", connectTimeout);
            requireTime("smtp.timeout", timeout);
        }
    }

    /**
     * @param keyVariable the environment variable that holds the key
     * @param keyFile a file that holds it encrypted; instead of the variable
     * @param timeout how long one call may take
     */
    public record Sendgrid(
            @Nullable String keyVariable,
            @Nullable Path keyFile,
            @DefaultValue("https://api.sendgrid.com") URI baseUrl,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("30s") Duration timeout) {

        public Sendgrid {
            KeySource.check(AT + "sendgrid.key", keyVariable, keyFile);
            Service.check(AT + "sendgrid.base-url", baseUrl);
            requireTime("sendgrid.connect-timeout", connectTimeout);
            requireTime("sendgrid.timeout", timeout);
        }
    }

    public MailSettings {
        senders = List.copyOf(senders);
        require(transport == null || from != null, "from must say which address mails come from");
        require(from == null || from.matches(ADDRESS), "from must be a mail address");
        require(
                senders.stream().allMatch(sender -> sender.matches("@[^\\s@]{1,255}|" + ADDRESS)),
                "senders must be mail addresses, or @ and a domain");
        if (publicUrl != null) {
            Service.check(AT + "public-url", publicUrl);
        }
        require(mode != Mode.LOCAL_MODEL, "mode must be live or sandbox");
        require(
                allowSandbox || mode != Mode.SANDBOX,
                "mode is sandbox, which sends no mail; where that is meant, set penstock.mail.allow-sandbox=true");
    }

    /** Where whoever has this token can unsubscribe; nothing when that is nowhere. */
    @Nullable
    String unsubscribeUrl(String token) {
        return publicUrl == null ? null : publicUrl.toString().replaceAll("/+$", "") + "/v1/unsubscribe/" + token;
    }

    /** Whether jobs may send from it. */
    boolean allows(String address) {
        return address.equalsIgnoreCase(from)
                || senders.stream()
                        .anyMatch(sender -> sender.startsWith("@")
                                ? address.regionMatches(
                                        true, address.length() - sender.length(), sender, 0, sender.length())
                                : sender.equalsIgnoreCase(address));
    }

    private static void requireTime(String name, Duration time) {
        require(
                time.toMillis() >= 1 && time.compareTo(Duration.ofMinutes(2)) <= 0,
                name + " must be between 1ms and 2m, not " + time);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(AT + otherwise);
        }
    }
}
