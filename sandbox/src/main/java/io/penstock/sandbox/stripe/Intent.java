package io.penstock.sandbox.stripe;

import io.penstock.sandbox.stripe.TestMethod.Behavior;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A payment on its way, with its own lock: what is done to it, what is written down of it and who hears of it are one. */
final class Intent {

    private final Desk desk;
    private final String id;
    private final String secret;
    private final long number;
    private final Instant created;
    private Order order;
    private Status status;
    private @Nullable TestMethod method;
    private @Nullable StripeError lastError;
    private @Nullable Charge charge;
    private @Nullable Cancellation cancellation;
    private Origin confirmed = Origin.OUTSIDE;
    private final Refunds refunds;

    Intent(Desk desk, Order order, @Nullable TestMethod method) {
        this.desk = desk;
        this.id = desk.id("pi");
        this.secret = desk.id(id + "_secret");
        this.number = desk.intents().number();
        this.created = desk.now();
        this.order = order;
        this.refunds = new Refunds(desk);
        this.method = method;
        this.status = method == null ? Status.REQUIRES_PAYMENT_METHOD : Status.REQUIRES_CONFIRMATION;
    }

    record Cancellation(Instant at, @Nullable String reason) {}

    String id() {
        return id;
    }

    long number() {
        return number;
    }

    private synchronized Outcome turn(Origin origin, Function<Turn, Outcome> deed) {
        var turn = new Turn(desk, origin);
        var outcome = deed.apply(turn);
        turn.end(id);
        return outcome;
    }

    private Outcome done() {
        return new Outcome.Done(json());
    }

    private Outcome unexpected(String verb) {
        return new Outcome.Refused(StripeError.unexpectedState(verb, json()));
    }

    private void says(Turn turn, String what) {
        turn.says("payment_intent." + what, this::json);
    }

    /** It is there from now on. */
    Outcome open(Origin origin, @Nullable Confirmation confirmation) {
        return turn(origin, turn -> {
            desk.intents().add(this, order);
            says(turn, "created");
            return confirmation == null ? done() : confirm(turn, confirmation);
        });
    }

    Outcome confirm(Origin origin, Confirmation confirmation) {
        return turn(origin, turn -> confirm(turn, confirmation));
    }

    private Outcome confirm(Turn turn, Confirmation confirmation) {
        var named = confirmation.method();
        var next = named == null ? method : TestMethod.find(named).orElse(null);
        if (!status.isOpen()) {
            return unexpected("confirm");
        } else if (named != null && next == null) {
            return new Outcome.Refused(StripeError.noSuch("payment_method", named));
        } else if (next == null) {
            return unexpected("confirm");
        }
        reorder(order.with(confirmation.texts()));
        method = next;
        confirmed = turn.origin();
        lastError = null;
        return switch (next.behavior()) {
            case Behavior.Pays _, Behavior.PaysAndRefundsLater _ -> pay(turn);
            case Behavior.Declines(var error) -> fail(turn, error);
            case Behavior.AsksCustomer _ ->
                confirmation.offSession()
                        ? fail(turn, StripeError.authenticationRequired())
                        : wait(turn, Status.REQUIRES_ACTION);
            case Behavior.AsksBank _ -> {
                desk.settling().begin(() -> ends(true));
                yield wait(turn, Status.PROCESSING);
            }
        };
    }

    private Outcome wait(Turn turn, Status next) {
        status = next;
        says(turn, next.label());
        return done();
    }

    private Outcome pay(Turn turn) {
        var taken = order.isHeld()
                ? Charge.held(desk.id("ch"), desk.now(), order.amount())
                : Charge.taken(desk.id("ch"), desk.now(), order.amount());
        charge = taken;
        desk.intents().charged(this, taken.id());
        status = order.isHeld() ? Status.REQUIRES_CAPTURE : Status.SUCCEEDED;
        turn.does("charge", id, confirmed, order.job(), order.amount(), order.currency());
        turn.says("charge.succeeded", this::chargeJson);
        says(turn, order.isHeld() ? "amount_capturable_updated" : "succeeded");
        return done();
    }

    private Outcome fail(Turn turn, StripeError error) {
        var failed = Charge.failed(desk.id("ch"), desk.now(), order.amount(), error);
        charge = failed;
        desk.intents().charged(this, failed.id());
        status = Status.REQUIRES_PAYMENT_METHOD;
        method = null;
        lastError = error.of(failed.id(), null);
        turn.says("charge.failed", this::chargeJson);
        says(turn, "payment_failed");
        return new Outcome.Refused(error.of(failed.id(), json()));
    }

    /**
     * The customer agrees or does not, the bank pays or does not.
     *
     * @return it as it is then; empty if it waits for neither
     */
    synchronized Optional<ObjectNode> ends(boolean well) {
        if (status != Status.REQUIRES_ACTION && status != Status.PROCESSING) {
            return Optional.empty();
        }
        var error = status == Status.PROCESSING ? StripeError.notPaid() : StripeError.notAuthenticated();
        turn(Origin.OUTSIDE, turn -> well ? pay(turn) : fail(turn, error));
        return Optional.of(json());
    }

    /** @param part null for all */
    Outcome capture(Origin origin, @Nullable Long part) {
        return turn(origin, turn -> {
            var held = charge;
            if (status != Status.REQUIRES_CAPTURE || held == null) {
                return unexpected("capture");
            }
            var amount = part == null ? held.amount() : part;
            if (amount > held.amount()) {
                return new Outcome.Refused(StripeError.invalid(
                        "amount_to_capture", "amount_too_large", "No more than " + held.amount() + " is on hold."));
            }
            charge = held.captured(amount);
            status = Status.SUCCEEDED;
            turn.does("capture", id, origin, order.job(), amount, order.currency());
            turn.says("charge.captured", this::chargeJson);
            says(turn, "succeeded");
            return done();
        });
    }

    Outcome cancel(Origin origin, @Nullable String reason) {
        return turn(origin, turn -> {
            if (!status.isCancelable()) {
                return unexpected("cancel");
            }
            status = Status.CANCELED;
            cancellation = new Cancellation(desk.now(), reason);
            turn.does("cancel", id, origin, order.job(), order.amount(), order.currency());
            says(turn, "canceled");
            return done();
        });
    }

    /** @param next null: the one that it has */
    Outcome change(Origin origin, Order.Change change, @Nullable TestMethod next) {
        return turn(origin, turn -> {
            if ((change.isAboutMoney() || next != null) && !status.isOpen()) {
                return unexpected("update");
            }
            reorder(order.changed(change));
            if (next != null) {
                method = next;
                status = Status.REQUIRES_CONFIRMATION;
            }
            return done();
        });
    }

    private void reorder(Order next) {
        desk.intents().moved(this, order, next);
        order = next;
    }

    Outcome refund(Origin origin, Refund.Request request) {
        return turn(origin, turn -> {
            var paid = charge;
            if (status != Status.SUCCEEDED || paid == null) {
                return unexpected("refund");
            }
            var refused = Refunds.refused(paid, request);
            if (refused.isPresent()) {
                return new Outcome.Refused(refused.get());
            }
            var refund = refunds.begin(turn, paid, request, order, method != null && method.refundsLater());
            charge = paid.refunded(refund.amount());
            desk.intents().refunded(this, refund.id());
            turn.says("refund.created", () -> json(refund));
            turn.says("charge.refunded", this::chargeJson);
            return new Outcome.Done(json(refund));
        });
    }

    /**
     * A refund that was pending reaches the customer, or comes back.
     *
     * @return it as it is then; empty if it is not pending
     */
    synchronized Optional<ObjectNode> refundEnds(String refundId, boolean well) {
        var refund = refunds.find(refundId);
        var paid = charge;
        if (refund == null || paid == null || !refund.isPending()) {
            return Optional.empty();
        }
        turn(Origin.OUTSIDE, turn -> {
            var ended = refunds.end(turn, refund, well, order);
            charge = well ? paid : paid.refunded(-refund.amount());
            turn.says(well ? "refund.updated" : "refund.failed", () -> json(ended));
            return done();
        });
        return Optional.ofNullable(refundJson(refundId));
    }

    synchronized boolean has(Map<String, String> metadata) {
        return order.metadata().entrySet().containsAll(metadata.entrySet());
    }

    synchronized @Nullable ObjectNode refundJson(String refundId) {
        var refund = refunds.find(refundId);
        return refund == null ? null : json(refund);
    }

    private ObjectNode json(Refund refund) {
        return refund.json(id, charge == null ? "" : charge.id(), order.currency());
    }

    private Facts facts() {
        return new Facts(id, secret, created, order, status, method, lastError, charge, cancellation);
    }

    synchronized ObjectNode json() {
        return facts().intent();
    }

    /** The latest charge. */
    synchronized ObjectNode chargeJson() {
        return facts().charge();
    }
}
