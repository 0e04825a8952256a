package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.limit.Balance;
import io.penstock.sandbox.limit.Grant;
import io.penstock.sandbox.limit.Resource;
import io.penstock.sandbox.limit.Terms;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Reply;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One request to a model: see what goes wrong, make up a reply, take from the limits, wait, send. */
final class Generation {

    private final Provider provider;
    private final House house;
    private final Dialect dialect;
    private final Ask ask;
    private final String key;
    private final Line line;
    private final Terms terms;

    Generation(Provider provider, House house, Reading.Asks asks, Line line) {
        this.provider = provider;
        this.house = house;
        this.dialect = asks.dialect();
        this.ask = asks.ask();
        this.key = asks.key();
        this.line = line;
        this.terms = house.limits().of(provider.name(), ask.model());
    }

    void run() throws IOException {
        line.visit().asks(ask.model(), ask.streamed());
        var fault = fault();
        switch (fault) {
            case Fault.Hang _ -> line.hang();
            case Fault.Reset _ -> line.hangUp();
            case Fault.Refused(var refusal) -> line.refuse(refusal, standing());
            case null, default -> generate(fault);
        }
    }

    private @Nullable Fault fault() {
        var fault = house.faults()
                .strike(provider.name(), ask.model(), ask.text(), this::makesSense)
                .orElse(null);
        if (fault != null) {
            line.visit().fault(fault.kind());
        }
        return fault;
    }

    private boolean makesSense(Fault fault) {
        return switch (fault) {
            case Fault.SlowStream _, Fault.CutStream _, Fault.StreamError _ ->
                ask.streamed() && !dialect.inAnArray(ask);
            case Fault.InvalidOutput _ -> ask.schema() != null;
            case Fault.Refused(var refusal) -> isKnown(refusal);
            // What models are asked for has no effect that could be half-way.
            case Fault.ResetAfter _, Fault.RefusedAfter _ -> false;
            case Fault.Hang _,
                    Fault.Reset _,
                    Fault.Slow _,
                    Fault.BadJson _,
                    Fault.Truncated _,
                    Fault.ContentFilter _,
                    Fault.Declined _ -> true;
        };
    }

    private boolean isKnown(Refusal refusal) {
        return refusal.reason() != Reason.MONEY_STOP
                || refusal.variant() == null
                || provider.moneyStops().contains(refusal.variant());
    }

    private void generate(@Nullable Fault fault) throws IOException {
        var reply = house.replies().to(ask, key + ask.model());
        switch (house.limits().take(provider.name(), ask.model(), key, provider.takes(ask, reply.usage()))) {
            case Grant.Exceeded exceeded ->
                line.refuse(
                        Refusal.limited(exceeded.resource().label(), exceeded.delay()), headers(exceeded.balances()));
            case Grant.Granted granted -> {
                if (line.waits(
                        fault instanceof Fault.Slow slow ? terms.latency().plus(slow.delay()) : terms.latency())) {
                    send(changed(reply, fault), fault, headers(granted.balances()));
                }
            }
        }
    }

    private Reply changed(Reply reply, @Nullable Fault fault) {
        return switch (fault) {
            case Fault.Truncated _ -> reply.truncated();
            case Fault.InvalidOutput _ -> house.replies().misfit(ask, reply);
            case Fault.ContentFilter _ -> reply.filtered();
            case Fault.Declined _ -> reply.declined();
            case null, default -> reply;
        };
    }

    private void send(Reply reply, @Nullable Fault fault, Map<String, String> headers) throws IOException {
        if (ask.streamed() && !dialect.inAnArray(ask)) {
            var events = dialect.events(ask, reply, line.stamp());
            line.stream(
                    events,
                    headers,
                    reply.usage(),
                    pace(fault),
                    fault,
                    (refusal, sent) -> dialect.failure(refusal, line.stamp(), sent));
            return;
        }
        var answer = ask.streamed() ? array(reply) : Answer.json(200, dialect.whole(ask, reply, line.stamp()));
        line.send((fault instanceof Fault.BadJson ? answer.torn() : answer).with(headers), reply.usage());
    }

    private Answer array(Reply reply) {
        var parts = dialect.events(ask, reply, line.stamp()).stream().map(Event::data);
        return new Answer(200, Map.of(), parts.collect(Collectors.joining(",\n", "[", "]")));
    }

    private Duration pace(@Nullable Fault fault) {
        return fault instanceof Fault.SlowStream slow ? slow.delay() : terms.pace();
    }

    private Map<String, String> standing() {
        var resources = provider.takes(ask, Usage.NOTHING).keySet();
        return headers(house.limits().look(provider.name(), ask.model(), key, resources));
    }

    private Map<String, String> headers(Map<Resource, Balance> balances) {
        return provider.limitHeaders(balances, line.stamp().at());
    }
}
