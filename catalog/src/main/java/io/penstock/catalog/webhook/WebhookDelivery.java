package io.penstock.catalog.webhook;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Brings one callback to its receiver. */
public final class WebhookDelivery {

    /** Its fifteen attempts are spread over about a day: a receiver that was away for a night still gets its callbacks. */
    public static final Kind<Payload, Result> KIND = new Kind<>(
                    "webhook.deliver",
                    "Delivers a signed callback.",
                    Lane.HTTP,
                    Payload.class,
                    Result.class,
                    RetryPolicy.exponential(15, Duration.ofSeconds(10), Duration.ofHours(6)),
                    Duration.ofSeconds(30))
            .forPenstockOnly();

    private WebhookDelivery() {}

    public record Payload(
            @NotNull @JsonPropertyDescription("The delivery's id.")
            String delivery) {}

    public record Result(
            @JsonPropertyDescription(
                    "What the receiver answered, unless an attempt had that answer that could not say so any more.")
            @Nullable
            Integer status) {}
}
