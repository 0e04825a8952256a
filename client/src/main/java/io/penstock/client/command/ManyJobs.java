package io.penstock.client.command;

import io.penstock.client.server.Followed;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Estimate;
import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Stop;
import java.util.Locale;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;

/** Many jobs on their way, with how many are through. */
record ManyJobs(String path, ToLongFunction<JsonNode> total, ToLongFunction<JsonNode> done) {

    JsonNode untilEnd(Session session) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var estimate = new Estimate();
        Server server = session.patient();
        try {
            return new Followed(server, path).awaitEnd(view -> tell(view, session, estimate), new Stop());
        } finally {
            session.progress().clear();
        }
    }

    private void tell(JsonNode view, Session session, Estimate estimate) {
        long all = total.applyAsLong(view);
        long through = done.applyAsLong(view);
        var left = estimate.left(all, through, 0, System.nanoTime())
                .filter(span -> through < all)
                .map(span -> ", %s left".formatted(Shown.seconds(span.toSeconds() + 1)))
                .orElse("");
        session.progress()
                .tell(
                        view.path("state").asString(""),
                        through,
                        all,
                        String.format(Locale.ROOT, " %,d of %,d jobs%s", through, all, left));
    }
}
