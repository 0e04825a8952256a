package io.penstock.api.hook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param tolerance how old what they tell may be, so that nobody sends an old message again */
@ConfigurationProperties(prefix = "penstock.hooks", ignoreUnknownFields = false)
public record HookSettings(
        @DefaultValue Stripe stripe,
        @DefaultValue Sendgrid sendgrid,
        @DefaultValue("5m") Duration tolerance) {

    /** @param publicKeys one of which belongs to what signs; several while one takes the place of the other */
    public record Sendgrid(@DefaultValue List<String> publicKeys) {

        public Sendgrid {
            publicKeys = List.copyOf(publicKeys);
            publicKeys.forEach(SendGridSignature::key);
        }
    }

    /** @param secrets of the endpoint, one of which signs; several while one takes the place of the other */
    public record Stripe(@DefaultValue List<String> secrets) {

        public Stripe {
            secrets = List.copyOf(secrets);
            if (secrets.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("penstock.hooks.stripe.secrets has an empty one");
            }
        }

        @Override
        public String toString() {
            return secrets.size() + " secrets";
        }
    }

    /** Whether what was signed then is of about now; clocks differ both ways. */
    boolean isRecent(Instant signed, Instant now) {
        return Duration.between(signed, now).abs().compareTo(tolerance) <= 0;
    }

    public HookSettings {
        if (!tolerance.isPositive() || tolerance.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("penstock.hooks.tolerance must be between 1s and 1h, not " + tolerance);
        }
    }
}
