package io.penstock.client.command;

import io.penstock.client.server.Answer;
import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Exit;
import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Spans;
import io.penstock.client.terminal.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A job that somebody waits for. The server answers when there is news; what is new is told. */
final class Watch {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Session session;
    private final String path;
    private String told = "";

    Watch(Session session, String path) {
        this.session = session;
        this.path = path;
    }

    /** @param most for how long, null for as long as it takes */
    Exit untilEnd(@Nullable Duration most) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var server = session.patient();
        var stop = new Stop();
        long began = System.nanoTime();
        Answer view = server.call(Call.get(path), stop);
        while (true) {
            var job = view.json();
            tell(job);
            if (job.hasNonNull("finished_at")) {
                return ended(view, job);
            }
            Answer next;
            do {
                var left = most == null ? LONGEST_WAIT : most.minusNanos(System.nanoTime() - began);
                if (left.toSeconds() < 1) {
                    return notEnded(view, job);
                }
                next = server.call(news(view.tag(), left), stop);
            } while (next.isSame());
            view = next;
        }
    }

    private Call news(@Nullable String tag, Duration left) {
        var wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
        return Call.get(path).with("Prefer", "wait=" + wait.toSeconds()).with("If-None-Match", tag);
    }

    private void tell(JsonNode job) {
        var state = job.path("state").asString("");
        var attempt = job.path("attempt").asInt(0);
        var step = "%s%s%s"
                .formatted(
                        state,
                        attempt > 1 && !job.hasNonNull("finished_at")
                                ? ", attempt %d of %d"
                                        .formatted(
                                                attempt,
                                                job.path("max_attempts").asInt(0))
                                : "",
                        job.hasNonNull("wait_reason")
                                ? ", waits: " + job.path("wait_reason").asString("")
                                : "");
        if (job.hasNonNull("progress") && !job.hasNonNull("finished_at")) {
            var progress = job.path("progress");
            session.progress()
                    .tell(
                            "running",
                            progress.path("done").asLong(0),
                            progress.path("total").asLong(0),
                            " " + Jobs.note(job));
        }
        if (!step.equals(told) && !session.json() && !job.hasNonNull("finished_at")) {
            session.progress().clear();
            session.screen().line(session.screen().in(Values.tone(state), step));
        }
        told = step;
    }

    private Exit ended(Answer view, JsonNode job) {
        session.progress().clear();
        var state = job.path("state").asString("");
        if (session.json()) {
            session.screen().line(view.text());
        } else {
            var note = Jobs.note(job);
            session.screen()
                    .line("%s %s after %s%s"
                            .formatted(
                                    job.path("id").asString(""),
                                    session.screen().in(Values.tone(state), state),
                                    Spans.rough(
                                            Duration.between(instant(job, "created_at"), instant(job, "finished_at"))),
                                    note.isEmpty() ? "" : ": " + Shown.text(note)));
        }
        return state.equals("succeeded") ? Exit.FINE : Exit.BAD;
    }

    private Exit notEnded(Answer view, JsonNode job) {
        session.progress().clear();
        if (session.json()) {
            session.screen().line(view.text());
        }
        session.note("%s is %s, and goes on there."
                .formatted(job.path("id").asString(""), job.path("state").asString("")));
        return Exit.UNDECIDED;
    }

    private static Instant instant(JsonNode job, String field) {
        return Instant.parse(Objects.requireNonNull(job.path(field).stringValue(null)));
    }
}
