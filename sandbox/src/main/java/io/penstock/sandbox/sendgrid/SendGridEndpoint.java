package io.penstock.sandbox.sendgrid;

import io.penstock.catalog.json.Violation;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of an account at SendGrid, over HTTP. */
public final class SendGridEndpoint implements Handler {

    public static final String PATH = "/_sandbox/sendgrid";

    private final SendGrid sendGrid;

    public SendGridEndpoint(SendGrid sendGrid) {
        this.sendGrid = sendGrid;
    }

    private record WebhookDocument(
            @NotNull @Pattern(regexp = "https?://\\S+") String url,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double duplicates,
            @Nullable Boolean shuffle) {}

    @Override
    public void handle(Caller caller) throws IOException {
        caller.send(
                switch (caller.method() + " " + caller.path().substring(PATH.length())) {
                    case "GET " -> Answer.of(200, Map.of("public_key", sendGrid.publicKey()));
                    case "POST /webhook" -> caller.reads(WebhookDocument.class, this::set);
                    case "GET /events" -> Answer.of(200, Map.of("events", sendGrid.deliveries()));
                    default -> Answer.of(404, Map.of("detail", "There is nothing at this path."));
                });
    }

    private Answer set(WebhookDocument document) {
        try {
            sendGrid.webhook(document.url(), document.duplicates(), document.shuffle());
            return Answer.empty(204);
        } catch (IllegalArgumentException e) {
            return Answer.refused(List.of(new Violation("/url", "must be a URL")));
        }
    }
}
