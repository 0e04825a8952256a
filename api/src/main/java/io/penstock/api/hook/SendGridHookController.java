package io.penstock.api.hook;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Json;
import io.penstock.db.mail.MailNews;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** SendGrid says what became of mails. It says so more than once, and not in order. */
@RestController
public final class SendGridHookController {

    private static final String HEADER = "X-Twilio-Email-Event-Webhook-";
    private static final int LONGEST = 4 << 20;

    private final HookSettings settings;
    private final List<PublicKey> keys;
    private final MailNews news;
    private final InstantSource clock;

    public SendGridHookController(HookSettings settings, MailNews news, InstantSource clock) {
        this.settings = settings;
        this.keys = settings.sendgrid().publicKeys().stream()
                .map(SendGridSignature::key)
                .toList();
        this.news = news;
        this.clock = clock;
    }

    @PostMapping("/v1/hooks/sendgrid")
    public ResponseEntity<Void> take(HttpServletRequest request) throws IOException {
        if (keys.isEmpty()) {
            throw refused(
                    404,
                    "hook_not_set_up",
                    "Set penstock.hooks.sendgrid.public-keys to the webhook's verification key.");
        }
        var body = request.getInputStream().readNBytes(LONGEST + 1);
        if (body.length > LONGEST) {
            throw refused(413, "too_large", "Events have at most " + LONGEST + " bytes together.");
        }
        check(request, body);
        var events = new SendGridEvents(events(body), clock.instant());
        news.take("SendGrid", events.notes(), events.suppressions());
        return ResponseEntity.ok().build();
    }

    private void check(HttpServletRequest request, byte[] body) {
        var signature = Objects.requireNonNullElse(request.getHeader(HEADER + "Signature"), "");
        var timestamp = Objects.requireNonNullElse(request.getHeader(HEADER + "Timestamp"), "");
        if (keys.stream().noneMatch(key -> SendGridSignature.isOf(signature, timestamp, body, key))) {
            throw refused(400, "signature_invalid", "It is not signed with the verification key of this webhook.");
        }
        if (!timestamp.matches("[0-9]{1,12}")
                || !settings.isRecent(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant())) {
            throw refused(400, "signature_too_old", "It was signed more than " + settings.tolerance() + " from now.");
        }
    }

    private static JsonNode events(byte[] body) {
        try {
            var events = Json.mapper().readTree(body);
            if (events.isArray()) {
                return events;
            }
        } catch (JacksonException e) {
            // As below.
        }
        throw refused(400, "invalid_request", "The body is no list of SendGrid's events.");
    }

    private static Refusal refused(int status, String code, String detail) {
        return new Refusal(Problem.of(status, code, "The events are not taken", detail));
    }
}
