package io.penstock.sandbox.stripe;

import io.penstock.sandbox.effect.Effects;
import io.penstock.sandbox.generation.House;
import io.penstock.sandbox.journal.Exchange;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import io.penstock.sandbox.webhook.Delivery;
import io.penstock.sandbox.webhook.Webhook;
import io.penstock.sandbox.webhook.Webhooks;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The stand-in of Stripe, and the customers, banks and webhooks around it. */
public final class Stripe implements Handler, AutoCloseable {

    public static final String NAME = "stripe";

    /** That of the API, where a request names none. */
    static final String VERSION = "2026-07-29.dahlia";

    private final House house;
    private final Desk desk;
    private final Routes routes;
    private final IdempotencyKeys keys;

    public Stripe(House house, Effects effects, InstantSource clock) {
        this.house = house;
        this.keys = new IdempotencyKeys(clock);
        this.desk = new Desk(
                effects,
                new Webhooks(clock, house.pauses()),
                new Settling(house.pauses()),
                new Intents(),
                clock,
                house.ids());
        this.routes = new Routes(desk);
    }

    @Override
    public void handle(Caller caller) throws IOException {
        var visit = house.journal().arrived(NAME, caller.path(), caller.header("idempotency-key"), caller.body());
        var exchange = new Exchange(caller, visit, house.pauses());
        new Call(exchange, house.faults(), keys, desk.id("req")).run(routes);
    }

    /**
     * The customer agrees or refuses, the bank pays or does not.
     *
     * @return false if there is no such intent, or it does not wait for anybody
     */
    public boolean ends(String intent, boolean well) {
        return intentEnds(intent, well).isPresent();
    }

    Optional<ObjectNode> intentEnds(String intent, boolean well) {
        return desk.intents().find(intent).flatMap(found -> found.ends(well));
    }

    /**
     * A refund that was pending reaches the customer, or comes back.
     *
     * @return false if there is no such refund, or it is not pending
     */
    public boolean refundEnds(String refund, boolean well) {
        return refundEnded(refund, well).isPresent();
    }

    Optional<ObjectNode> refundEnded(String refund, boolean well) {
        return desk.intents().refund(refund).flatMap(found -> found.intent().refundEnds(refund, well));
    }

    /**
     * How soon banks pay.
     *
     * @param time null: only when told
     */
    public void settlesAfter(@Nullable Duration time) {
        desk.settling().after(time);
    }

    /** Whatever happens is told to this address, once and in its order. */
    public void webhook(URI url, String secret) {
        webhook(Webhook.at(url, new Signature(secret)));
    }

    void webhook(Webhook webhook) {
        desk.webhooks().to(webhook);
    }

    /** What was told, and how it was answered. */
    public List<Delivery> deliveries() {
        return desk.webhooks().deliveries();
    }

    @Override
    public void close() {
        desk.webhooks().close();
    }
}
