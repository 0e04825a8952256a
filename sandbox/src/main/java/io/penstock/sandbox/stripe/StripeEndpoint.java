package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Violation;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import io.penstock.sandbox.webhook.Webhook;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The customers and the banks, over HTTP; and who is told of it. */
public final class StripeEndpoint implements Handler {

    public static final String PATH = "/_sandbox/stripe";

    private final Stripe stripe;

    public StripeEndpoint(Stripe stripe) {
        this.stripe = stripe;
    }

    private record Ending(
            @NotNull @Pattern(regexp = "succeed|fail") String outcome) {

        boolean isGood() {
            return outcome.equals("succeed");
        }
    }

    private record Settings(
            @Nullable @Min(0) @Max(86_400_000) Long settleAfterMs) {}

    private record WebhookDocument(
            @NotNull @Pattern(regexp = "https?://\\S+") String url,
            @NotEmpty String secret,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double duplicates,
            @Nullable Boolean shuffle) {

        Webhook webhook() {
            return Webhook.of(url, new Signature(secret), duplicates, shuffle);
        }
    }

    @Override
    public void handle(Caller caller) throws IOException {
        var path = caller.path().substring(PATH.length());
        var id = path.substring(path.lastIndexOf('/') + 1);
        caller.send(
                switch (caller.method() + " " + path.replaceFirst("^/(intents|refunds)/[^/]+$", "/$1")) {
                    case "POST /intents" ->
                        caller.reads(Ending.class, ending -> ended(stripe.intentEnds(id, ending.isGood())));
                    case "POST /refunds" ->
                        caller.reads(Ending.class, ending -> ended(stripe.refundEnded(id, ending.isGood())));
                    case "POST /settings" -> caller.reads(Settings.class, this::set);
                    case "POST /webhook" -> caller.reads(WebhookDocument.class, this::set);
                    case "GET /events" -> Answer.of(200, Map.of("events", stripe.deliveries()));
                    default -> Answer.of(404, Map.of("detail", "There is nothing at this path."));
                });
    }

    private static Answer ended(Optional<ObjectNode> after) {
        return after.map(object -> Answer.json(200, object))
                .orElseGet(() -> Answer.of(409, Map.of("detail", "There is none of this id that waits for anybody.")));
    }

    private Answer set(Settings settings) {
        stripe.settlesAfter(settings.settleAfterMs() == null ? null : Duration.ofMillis(settings.settleAfterMs()));
        return Answer.of(200, settings);
    }

    private Answer set(WebhookDocument document) {
        try {
            stripe.webhook(document.webhook());
            return Answer.empty(204);
        } catch (IllegalArgumentException e) {
            return Answer.refused(List.of(new Violation("/url", "must be a URL")));
        }
    }
}
