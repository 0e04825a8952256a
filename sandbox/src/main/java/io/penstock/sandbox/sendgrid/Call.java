package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.generation.House;
import io.penstock.sandbox.journal.Exchange;
import io.penstock.sandbox.limit.Balance;
import io.penstock.sandbox.limit.Grant;
import io.penstock.sandbox.limit.Resource;
import io.penstock.sandbox.server.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request: see what it asks for, what goes wrong, whether the limit allows it; do it, answer. */
final class Call {

    private static final String LIMITED = "mail";

    private final Exchange exchange;
    private final House house;
    private final InstantSource clock;

    Call(Exchange exchange, House house, InstantSource clock) {
        this.exchange = exchange;
        this.house = house;
        this.clock = clock;
    }

    void run(Routes routes, MailRoom room) throws IOException {
        switch (routes.plan(exchange.caller())) {
            case Plan.Refuses(var answer) -> exchange.send(answer);
            case Plan.Tells(var key, var answer) -> begin(key, "", false, () -> answer);
            case Plan.Sends(var key, var submission) ->
                begin(key, submission.text(), !submission.isTrial(), () -> room.take(submission));
        }
    }

    private void begin(String key, String text, boolean sends, Supplier<Answer> work) throws IOException {
        var fault = fault(text, sends);
        switch (fault) {
            case Fault.Hang _ -> exchange.hang();
            case Fault.Reset _ -> exchange.hangUp();
            case Fault.Refused(var refusal) -> exchange.send(SendGridErrors.answer(refusal, clock.instant()));
            case null, default -> limited(key, work, fault);
        }
    }

    private @Nullable Fault fault(String text, boolean sends) {
        var fault = house.faults()
                .strike(SendGrid.NAME, null, text, one -> SendGridErrors.makesSense(one, sends))
                .orElse(null);
        if (fault != null) {
            exchange.visit().fault(fault.kind());
        }
        return fault;
    }

    private void limited(String key, Supplier<Answer> work, @Nullable Fault fault) throws IOException {
        switch (house.limits().take(SendGrid.NAME, LIMITED, key, Map.of(Resource.REQUESTS, 1L))) {
            case Grant.Exceeded exceeded ->
                exchange.send(SendGridErrors.answer(
                                Refusal.limited(exceeded.resource().label(), exceeded.delay()), clock.instant())
                        .with(headers(exceeded.balances())));
            case Grant.Granted granted -> {
                if (exchange.waits(latency(fault))) {
                    finish(work.get().with(headers(granted.balances())), fault);
                }
            }
        }
    }

    private Duration latency(@Nullable Fault fault) {
        var usual = house.limits().of(SendGrid.NAME, LIMITED).latency();
        return fault instanceof Fault.Slow(var delay) ? usual.plus(delay) : usual;
    }

    private Map<String, String> headers(Map<Resource, Balance> balances) {
        return RateHeaders.of(Objects.requireNonNull(balances.get(Resource.REQUESTS)), clock.instant());
    }

    private void finish(Answer answer, @Nullable Fault fault) throws IOException {
        switch (fault) {
            case Fault.ResetAfter _ -> exchange.hangUp();
            case Fault.RefusedAfter(var refusal) -> exchange.send(SendGridErrors.answer(refusal, clock.instant()));
            case Fault.BadJson _ -> exchange.send(answer.torn());
            case null, default -> exchange.send(answer);
        }
    }
}
