package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Exit;
import io.penstock.client.terminal.Stop;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One job is sent, once however often that has to be tried, and waited for if that is wanted. */
final class Submit {

    private final Session session;
    private final Call call;

    Submit(Session session, String body, @Nullable String idempotencyKey) {
        this.session = session;
        this.call = Call.post("/v1/jobs", body)
                .with("Idempotency-Key", idempotencyKey != null ? idempotencyKey : "cli-" + UUID.randomUUID());
    }

    Exit run(@Nullable Duration wait) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        if (wait == null) {
            session.done(
                    call,
                    job -> "%s is %s."
                            .formatted(
                                    job.path("id").asString(""),
                                    job.path("state").asString("")));
            return Exit.FINE;
        }
        var job = session.call(call).json();
        var id = job.path("id").asString("");
        if (!session.json()) {
            session.screen().line(id + " is submitted.");
        }
        return new Watch(session, Jobs.path("", id)).untilEnd(wait);
    }
}
