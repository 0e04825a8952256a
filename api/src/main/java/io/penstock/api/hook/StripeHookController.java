package io.penstock.api.hook;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Json;
import io.penstock.db.notice.Notices;
import io.penstock.db.notice.Notices.Notice;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Stripe says that something happened to a payment. It says so more than once, and not in order, so what it says of the payment is not believed:
 * the jobs that wait for it read it anew.
 */
@RestController
public final class StripeHookController {

    private static final int LONGEST = 1 << 20;
    private static final int LONGEST_ID = 255;

    private final HookSettings settings;
    private final Notices notices;
    private final InstantSource clock;

    public StripeHookController(HookSettings settings, Notices notices, InstantSource clock) {
        this.settings = settings;
        this.notices = notices;
        this.clock = clock;
    }

    @PostMapping("/v1/hooks/stripe")
    public ResponseEntity<Void> take(HttpServletRequest request) throws IOException {
        var secrets = settings.stripe().secrets();
        if (secrets.isEmpty()) {
            throw refused(
                    404, "hook_not_set_up", "Set penstock.hooks.stripe.secrets to the endpoint's signing secret.");
        }
        var body = request.getInputStream().readNBytes(LONGEST + 1);
        if (body.length > LONGEST) {
            throw refused(413, "too_large", "An event has at most " + LONGEST + " bytes.");
        }
        var signature = StripeSignature.parse(request.getHeader("Stripe-Signature"))
                .orElseThrow(() ->
                        refused(400, "signature_invalid", "The header Stripe-Signature is missing or malformed."));
        if (!signature.isOf(body, secrets)) {
            throw refused(400, "signature_invalid", "It is not signed with a secret of this endpoint.");
        }
        if (!settings.isRecent(signature.at(), clock.instant())) {
            throw refused(400, "signature_too_old", "It was signed more than " + settings.tolerance() + " from now.");
        }
        notices.take(notice(body));
        return ResponseEntity.ok().build();
    }

    private static Notice notice(byte[] body) {
        JsonNode event;
        try {
            event = Json.mapper().readTree(body);
        } catch (JacksonException e) {
            throw notAnEvent();
        }
        var id = id(event, "id").orElseThrow(StripeHookController::notAnEvent);
        return new Notice(
                "stripe",
                id,
                event.path("type").asString(""),
                subjects(event.path("data").path("object")));
    }

    /** The object itself, and the payment that it belongs to. */
    private static List<String> subjects(JsonNode object) {
        return Stream.of("id", "payment_intent")
                .flatMap(name -> id(object, name).stream())
                .distinct()
                .map(id -> "stripe:" + id)
                .toList();
    }

    private static Optional<String> id(JsonNode object, String name) {
        return object.path(name).isString()
                ? Optional.of(object.path(name).stringValue())
                        .filter(id -> id.length() <= LONGEST_ID && id.matches("[\\x21-\\x7e]+"))
                : Optional.empty();
    }

    private static Refusal notAnEvent() {
        return refused(400, "invalid_request", "The body is no event of Stripe's.");
    }

    private static Refusal refused(int status, String code, String detail) {
        return new Refusal(Problem.of(status, code, "The event is not taken", detail));
    }
}
