package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
            return new Webhook(
                    URI.create(url), secret, Objects.requireNonNullElse(duplicates, 0.0), Boolean.TRUE.equals(shuffle));
        }
    }

    @Override
    public void handle(Caller caller) throws IOException {
        var path = caller.path().substring(PATH.length());
        var id = path.substring(path.lastIndexOf('/') + 1);
        caller.send(
                switch (caller.method() + " " + path.replaceFirst("^/(intents|refunds)/[^/]+$", "/$1")) {
                    case "POST /intents" ->
                        read(caller, Ending.class, ending -> ended(stripe.intentEnds(id, ending.isGood())));
                    case "POST /refunds" ->
                        read(caller, Ending.class, ending -> ended(stripe.refundEnded(id, ending.isGood())));
                    case "POST /settings" -> read(caller, Settings.class, this::set);
                    case "POST /webhook" -> read(caller, WebhookDocument.class, this::set);
                    case "GET /events" -> json(200, Map.of("events", stripe.deliveries()));
                    default -> json(404, Map.of("detail", "There is nothing at this path."));
                });
    }

    private static <T> Answer read(Caller caller, Class<T> type, Function<T, Answer> then) {
        return switch (Json.read(caller.body(), type)) {
            case Read.Invalid<T> invalid -> refused(invalid.violations());
            case Read.Valid<T> valid -> then.apply(valid.value());
        };
    }

    private static Answer ended(Optional<ObjectNode> after) {
        return after.map(object -> Answer.json(200, object))
                .orElseGet(() -> json(409, Map.of("detail", "There is none of this id that waits for anybody.")));
    }

    private Answer set(Settings settings) {
        stripe.settlesAfter(settings.settleAfterMs() == null ? null : Duration.ofMillis(settings.settleAfterMs()));
        return json(200, settings);
    }

    private Answer set(WebhookDocument document) {
        try {
            stripe.webhook(document.webhook());
            return new Answer(204, Map.of(), "");
        } catch (IllegalArgumentException e) {
            return refused(List.of(new Violation("/url", "must be a URL")));
        }
    }

    private static Answer refused(List<Violation> violations) {
        return json(400, Map.of("errors", violations));
    }

    private static Answer json(int status, Object body) {
        return new Answer(status, Map.of(), Json.write(body));
    }
}
