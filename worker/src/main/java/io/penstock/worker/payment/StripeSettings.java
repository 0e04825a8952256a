package io.penstock.worker.payment;

import io.penstock.catalog.kind.Mode;
import io.penstock.worker.key.KeySource;
import io.penstock.worker.service.Service;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keyVariable the environment variable that holds the secret key
 * @param keyFile a file that holds it encrypted; instead of the variable
 * @param mode whether it is Stripe or a sandbox
 * @param timeout how long one call may take
 * @param lookAgain how long a job waits for news of its payment before it looks itself
 * @param allowSandbox whether a sandbox may take payments, which nobody wants by mistake
 */
@ConfigurationProperties(prefix = "penstock.stripe", ignoreUnknownFields = false)
public record StripeSettings(
        @Nullable String keyVariable,
        @Nullable Path keyFile,
        @DefaultValue("https://api.stripe.com") URI baseUrl,
        @DefaultValue("live") Mode mode,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("10m") Duration lookAgain,
        @DefaultValue("false") boolean allowSandbox) {

    private static final String AT = "penstock.stripe.";

    public StripeSettings {
        KeySource.check(AT + "key", keyVariable, keyFile);
        Service.check(AT + "base-url", baseUrl);
        require(mode != Mode.LOCAL_MODEL, "mode must be live or sandbox");
        require(
                allowSandbox || mode != Mode.SANDBOX,
                "mode is sandbox, which takes no money; where that is meant, set penstock.stripe.allow-sandbox=true");
        requireTime("connect-timeout", connectTimeout, Duration.ofMinutes(1));
        requireTime("timeout", timeout, Duration.ofMinutes(2));
        requireTime("look-again", lookAgain, Duration.ofDays(1));
    }

    /** Whether there is anything to call, and a key for it. */
    boolean isSetUp() {
        return keyVariable != null || keyFile != null || mode == Mode.SANDBOX;
    }

    private static void requireTime(String name, Duration time, Duration most) {
        require(
                time.toMillis() >= 1 && time.compareTo(most) <= 0,
                name + " must be between 1ms and " + most.toMinutes() + "m, not " + time);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(AT + otherwise);
        }
    }
}
