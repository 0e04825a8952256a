package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.journal.Exchange;
import io.penstock.sandbox.journal.Visit;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The line to one caller of a model. */
final class Line {

    private final Provider provider;
    private final Stamp stamp;
    private final Exchange exchange;

    Line(Provider provider, Stamp stamp, Exchange exchange) {
        this.provider = provider;
        this.stamp = stamp;
        this.exchange = exchange;
    }

    Stamp stamp() {
        return stamp;
    }

    Visit visit() {
        return exchange.visit();
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
        exchange.send(answer.with(provider.headers(stamp)), usage.input(), usage.output());
    }

    boolean waits(Duration time) {
        return exchange.waits(time);
    }

    void hang() {
        exchange.hang();
    }

    void hangUp() {
        exchange.hangUp();
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
        var visit = exchange.visit();
        visit.answered(200, false, usage.input(), usage.output());
        var stream = exchange.caller().stream(all);
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
            exchange.hangUp();
        }
    }

    /** The event that tells an error. */
    @FunctionalInterface
    interface Failure {

        Event after(Refusal refusal, int sent);
    }
}
