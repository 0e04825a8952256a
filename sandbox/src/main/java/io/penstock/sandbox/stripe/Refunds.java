package io.penstock.sandbox.stripe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The refunds of one intent, under its lock. */
final class Refunds {

    private final Desk desk;
    private final Map<String, Refund> byId = new HashMap<>();

    Refunds(Desk desk) {
        this.desk = desk;
    }

    @Nullable
    Refund find(String id) {
        return byId.get(id);
    }

    static Optional<StripeError> refused(Charge paid, Refund.Request request) {
        if (paid.left() == 0) {
            return Optional.of(StripeError.invalid(
                    "amount", "charge_already_refunded", "The charge " + paid.id() + " is refunded already."));
        }
        return amount(paid, request) > paid.left()
                ? Optional.of(StripeError.invalid("amount", null, "No more than " + paid.left() + " can be refunded."))
                : Optional.empty();
    }

    private static long amount(Charge paid, Refund.Request request) {
        var amount = request.amount();
        return amount == null ? paid.left() : amount;
    }

    /** @param later whether it is pending until told */
    Refund begin(Turn turn, Charge paid, Refund.Request request, Order order, boolean later) {
        var begun = new Refund(
                desk.id("re"), desk.now(), amount(paid, request), request, turn.origin(), Refund.Status.PENDING);
        byId.put(begun.id(), begun);
        return later ? begun : end(turn, begun, true, order);
    }

    Refund end(Turn turn, Refund pending, boolean well, Order order) {
        var ended = pending.at(well ? Refund.Status.SUCCEEDED : Refund.Status.FAILED);
        byId.put(ended.id(), ended);
        if (well) {
            turn.does("refund", ended.id(), ended.origin(), ended.job(order), ended.amount(), order.currency());
        }
        return ended;
    }
}
