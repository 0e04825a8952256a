package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.journal.Visit;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Event;
import io.penstock.sandbox.server.Pauses;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The line to one caller. What goes out is in the journal before its last byte is: who has the answer finds it there. */
final class Line {

    /** No client waits longer; one that gave up is not noticed before something is sent. */
    private static final Duration LONGEST_HANG = Duration.ofMinutes(15);

    private final Provider provider;
    private final Stamp stamp;
    private final Caller caller;
    private final Visit visit;
    private final Pauses pauses;

    Line(Provider provider, Stamp stamp, Caller caller, Visit visit, Pauses pauses) {
        this.provider = provider;
        this.stamp = stamp;
        this.caller = caller;
        this.visit = visit;
        this.pauses = pauses;
    }

    Stamp stamp() {
        return stamp;
    }

    Visit visit() {
        return visit;
    }

    void tell(JsonNode body) throws IOException {
        send(Answer.json(200, body), Usage.NOTHING);
    }

    void refuse(Refusal refusal) throws IOException {
        refuse(refusal, Map.of());
    }

    void refuse(Refusal refusal, Map<String, String> headers) throws IOException {
        send(provider.refuse(refusal, stamp).with(headers), Usage.NOTHING);
    }

    void send(Answer answer, Usage usage) throws IOException {
        visit.answered(answer.status(), true, usage.input(), usage.output());
        try {
            caller.send(answer.with(provider.headers(stamp)));
        } catch (IOException e) {
            visit.answered(answer.status(), false, usage.input(), usage.output());
            throw e;
        }
    }

    /** Waits; false when the sandbox ended and nothing is to be sent any more. */
    boolean waits(Duration time) {
        var passed = pauses.pass(time);
        if (!passed) {
            caller.hangUp();
        }
        return passed;
    }

    void hang() {
        pauses.pass(LONGEST_HANG);
        caller.hangUp();
    }

    void hangUp() {
        caller.hangUp();
    }

    /**
     * Sends events, and stops where the fault says.
     *
     * @param pace between chunks of the text
     * @param failure made of how many events there were
     */
    void stream(
            List<Event> events,
            Map<String, String> headers,
            Usage usage,
            Duration pace,
            @Nullable Fault fault,
            Failure failure)
            throws IOException {
        var all = new HashMap<>(headers);
        all.putAll(provider.headers(stamp));
        visit.answered(200, false, usage.input(), usage.output());
        var stream = caller.stream(all);
        var chunks = 0;
        for (var i = 0; i < events.size(); i++) {
            var event = events.get(i);
            var last = i == events.size() - 1;
            var turn = last || (event.text() && chunks == after(fault));
            if (turn && fault instanceof Fault.CutStream cut) {
                end(cut.clean());
                return;
            }
            if (turn && fault instanceof Fault.StreamError error) {
                stream.send(failure.after(error.refusal(), i));
                return;
            }
            if (event.text() && chunks++ > 0 && !waits(pace)) {
                return;
            }
            if (event.text() && chunks == 1) {
                visit.speaks();
            }
            if (last) {
                visit.answered(200, true, usage.input(), usage.output());
            }
            stream.send(fault instanceof Fault.BadJson && event.text() && chunks == 1 ? event.torn() : event);
        }
    }

    private static int after(@Nullable Fault fault) {
        return switch (fault) {
            case Fault.CutStream cut -> cut.after();
            case Fault.StreamError error -> error.after();
            case null, default -> Integer.MAX_VALUE;
        };
    }

    private void end(boolean clean) {
        if (!clean) {
            caller.hangUp();
        }
    }

    /** The event that tells an error. */
    @FunctionalInterface
    interface Failure {

        Event after(Refusal refusal, int sent);
    }
}
