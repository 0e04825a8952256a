package io.penstock.sandbox.stripe;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Faults;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.journal.Exchange;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.stripe.IdempotencyKeys.Found;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request: see who asks and what for, what goes wrong, whether it came before; do it, keep the answer, send it. */
final class Call {

    private final Exchange exchange;
    private final Faults faults;
    private final IdempotencyKeys keys;
    private final String request;
    private final @Nullable String key;
    private final Form form;

    Call(Exchange exchange, Faults faults, IdempotencyKeys keys, String request) {
        var caller = exchange.caller();
        this.exchange = exchange;
        this.faults = faults;
        this.keys = keys;
        this.request = request;
        this.key = caller.method().equals("POST") ? caller.header("idempotency-key") : null;
        this.form = Form.of(caller);
    }

    void run(Routes routes) throws IOException {
        var caller = exchange.caller();
        var refused = Access.refused(caller.header("authorization"));
        var plan = refused.<Plan>map(Plan.Refuses::new)
                .orElseGet(() -> key != null && key.length() > IdempotencyKeys.LONGEST
                        ? new Plan.Refuses(StripeError.keyTooLong())
                        : routes.plan(caller.method(), caller.path(), form));
        switch (plan) {
            case Plan.Refuses(var error) -> send(error.answer());
            case Plan.Does(var work) -> begin(work);
        }
    }

    private void begin(Plan.Work work) throws IOException {
        var fault = fault();
        switch (fault) {
            case Fault.Hang _ -> exchange.hang();
            case Fault.Reset _ -> exchange.hangUp();
            case Fault.Refused(var refusal)
            when refusal.reason() != Reason.SERVER_ERROR -> send(StripeError.answer(refusal));
            case null, default -> once(work, fault);
        }
    }

    private @Nullable Fault fault() {
        var caller = exchange.caller();
        var text = caller.method() + " " + caller.path() + "\n" + form.values();
        var fault = faults.strike(Stripe.NAME, null, text, this::makesSense).orElse(null);
        if (fault != null) {
            exchange.visit().fault(fault.kind());
        }
        return fault;
    }

    private boolean makesSense(Fault fault) {
        return switch (fault) {
            case Fault.Hang _, Fault.Reset _, Fault.Slow _, Fault.BadJson _ -> true;
            case Fault.ResetAfter _, Fault.RefusedAfter _ ->
                exchange.caller().method().equals("POST") && !isBegun();
            case Fault.Refused(var refusal) ->
                switch (refusal.reason()) {
                    case MONEY_STOP, MODEL_NOT_FOUND -> false;
                    case SERVER_ERROR -> !isBegun();
                    case INVALID_REQUEST,
                            UNAUTHORIZED,
                            FORBIDDEN,
                            NOT_FOUND,
                            CONFLICT,
                            TOO_LARGE,
                            RATE_LIMIT,
                            SLOW_DOWN,
                            OVERLOADED,
                            TIMEOUT -> true;
                };
            case Fault.SlowStream _,
                    Fault.CutStream _,
                    Fault.StreamError _,
                    Fault.Truncated _,
                    Fault.InvalidOutput _,
                    Fault.ContentFilter _,
                    Fault.Declined _ -> false;
        };
    }

    /** What is kept under the key is answered whatever breaks behind it. */
    private boolean isBegun() {
        return key != null && keys.isBegun(key);
    }

    private void once(Plan.Work work, @Nullable Fault fault) throws IOException {
        if (key == null) {
            if (waits(fault)) {
                finish(executed(work, fault), fault);
            }
            return;
        }
        switch (keys.begin(key, form.fingerprint(exchange.caller().path()))) {
            case Found.InUse _ -> send(StripeError.keyInUse().answer());
            case Found.Misused _ -> send(StripeError.keyMisused().answer());
            case Found.Replay(var answer) -> {
                if (waits(fault)) {
                    finish(answer.with(Map.of("Idempotent-Replayed", "true")), fault);
                }
            }
            case Found.First(var held) -> first(held, work, fault);
        }
    }

    private void first(IdempotencyKeys.Held held, Plan.Work work, @Nullable Fault fault) throws IOException {
        try {
            if (waits(fault)) {
                var answer = executed(work, fault);
                held.keep(answer);
                finish(answer, fault);
            }
        } finally {
            held.letGo();
        }
    }

    private boolean waits(@Nullable Fault fault) {
        return !(fault instanceof Fault.Slow(var delay)) || exchange.waits(delay);
    }

    private Answer executed(Plan.Work work, @Nullable Fault fault) {
        var origin = new Origin(request, key);
        return switch (fault) {
            case Fault.Refused(var refusal) -> StripeError.answer(refusal);
            case Fault.RefusedAfter(var refusal) -> {
                work.by(origin);
                yield StripeError.answer(refusal);
            }
            case null, default -> work.by(origin).answer().with(Map.of("Original-Request", request));
        };
    }

    private void finish(Answer answer, @Nullable Fault fault) throws IOException {
        switch (fault) {
            case Fault.ResetAfter _ -> exchange.hangUp();
            case Fault.BadJson _ -> send(answer.torn());
            case null, default -> send(answer);
        }
    }

    private void send(Answer answer) throws IOException {
        var headers = new HashMap<String, String>();
        headers.put("Request-Id", request);
        headers.put(
                "Stripe-Version",
                Objects.requireNonNullElse(exchange.caller().header("stripe-version"), Stripe.VERSION));
        if (key != null) {
            headers.put("Idempotency-Key", key);
        }
        exchange.send(answer.with(headers));
    }
}
