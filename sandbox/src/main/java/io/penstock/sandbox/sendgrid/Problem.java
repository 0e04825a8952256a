package io.penstock.sandbox.sendgrid;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.server.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that SendGrid does not like.
 *
 * @param field where it is, if it is in the body
 */
record Problem(String message, @Nullable String field) {

    private static final String HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.";

    Problem {
        message = Refusal.marked(message);
    }

    static Answer answer(int status, String message) {
        return answer(status, List.of(new Problem(message, null)));
    }

    static Answer answer(int status, List<Problem> problems) {
        var body = Json.mapper().createObjectNode();
        var errors = body.putArray("errors");
        for (var problem : problems) {
            errors.addObject()
                    .put("message", problem.message())
                    .put("field", problem.field())
                    .put("help", problem.help());
        }
        return Answer.json(status, body);
    }

    /** The chapter about the field, whichever one of a list it is. */
    private @Nullable String help() {
        return field == null ? null : HELP + field.replaceAll("\\.\\d+", "").replaceFirst("\\.email$", "");
    }
}
