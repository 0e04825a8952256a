package io.penstock.sandbox.sendgrid;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Which path asks for what, and whether it may. */
final class Routes {

    /** With everything in it. */
    static final int LARGEST = 30 << 20;

    private static final String SEND = "/sendgrid/v3/mail/send";
    private static final String SCOPES = "/sendgrid/v3/scopes";

    private static final Answer SCOPE_LIST =
            Answer.of(200, Map.of("scopes", List.of("mail.send", "scopes.read", "user.webhooks.event.settings.read")));

    private final InstantSource clock;

    Routes(InstantSource clock) {
        this.clock = clock;
    }

    Plan plan(Caller caller) {
        var key = Access.key(caller.header("authorization"));
        if (key == null) {
            return refused(401, "The provided authorization grant is invalid, expired, or revoked.");
        }
        return switch (caller.path()) {
            case SEND -> caller.method().equals("POST") ? send(caller, key) : wrongMethod();
            case SCOPES -> caller.method().equals("GET") ? new Plan.Tells(key, SCOPE_LIST) : wrongMethod();
            default -> refused(404, "There is nothing at this path.");
        };
    }

    private Plan send(Caller caller, String key) {
        if (!isJson(caller.header("content-type"))) {
            return refused(415, "The Content-Type should be application/json.");
        }
        if (caller.body().length > LARGEST) {
            return refused(413, "The body is longer than 30 MiB.");
        }
        return Json.read(caller.body()) instanceof Read.Valid<JsonNode>(var body) && body.isObject()
                ? send(body, key)
                : refused(400, "The body is not a JSON object.");
    }

    private Plan send(JsonNode body, String key) {
        var broken = MailRules.broken(body, clock.instant());
        return broken.isEmpty()
                ? new Plan.Sends(key, new Submission(body))
                : new Plan.Refuses(Problem.answer(400, broken));
    }

    private static boolean isJson(@Nullable String type) {
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static Plan wrongMethod() {
        return refused(405, "This path is not asked like that.");
    }

    private static Plan refused(int status, String message) {
        return new Plan.Refuses(Problem.answer(status, message));
    }
}
