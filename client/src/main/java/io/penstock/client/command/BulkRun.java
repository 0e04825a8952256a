package io.penstock.client.command;

import io.penstock.client.server.Answer;
import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Spans;
import io.penstock.client.terminal.Stop;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Nothing is begun before somebody has seen how many jobs it is about. */
record BulkRun(Session session, BulkOptions options, Yes yes) {

    Answer begin(@Nullable String token) throws Refused, Unreachable, Stop.Asked, IOException, InterruptedException {
        return session.call(
                Call.post("/v1/bulk-operations", options.confirmed(session, token != null ? token : confirmed())));
    }

    private String confirmed() throws Refused, Unreachable, Stop.Asked, IOException, InterruptedException {
        var plan = session.call(Call.post("/v1/bulk-operations", options.planned(session)))
                .json();
        session.note(told(plan));
        yes.confirm(session, "Do this?");
        return plan.path("confirm_token").asString("");
    }

    private static String told(JsonNode plan) {
        var told =
                new StringBuilder("%s %s jobs".formatted(plan.path("action").asString(""), number(plan, "selected")));
        plan.path("counts")
                .properties()
                .forEach(counts -> told.append("%n  %s: %s"
                        .formatted(counts.getKey().replace('_', ' '), Shown.text(Values.text(counts.getValue())))));
        if (plan.path("with_effects").asLong(0) > 0) {
            told.append("%n  %s of them had effects".formatted(number(plan, "with_effects")));
        }
        if (plan.hasNonNull("estimated_cost")) {
            told.append(
                    "%n  cost: about %s".formatted(plan.path("estimated_cost").asString("")));
        }
        if (plan.hasNonNull("estimated_time")) {
            told.append("%n  time: about %s"
                    .formatted(time(plan.path("estimated_time").asString(""))));
        }
        return told.toString();
    }

    private static String number(JsonNode plan, String field) {
        return String.format(Locale.ROOT, "%,d", plan.path(field).asLong(0));
    }

    private static String time(String span) {
        return Spans.rough(Spans.parse(span));
    }
}
