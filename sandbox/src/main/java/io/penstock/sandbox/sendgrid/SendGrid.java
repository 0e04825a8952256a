package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.generation.House;
import io.penstock.sandbox.journal.Exchange;
import io.penstock.sandbox.mail.Post;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import io.penstock.sandbox.webhook.Delivery;
import io.penstock.sandbox.webhook.Webhook;
import io.penstock.sandbox.webhook.Webhooks;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stand-in of SendGrid, and of those to whom mails go. */
public final class SendGrid implements Handler, AutoCloseable {

    public static final String NAME = "sendgrid";

    private final House house;
    private final InstantSource clock;
    private final EventSeal seal = new EventSeal();
    private final Webhooks webhooks;
    private final Routes routes;
    private final MailRoom room;

    public SendGrid(House house, Post post, InstantSource clock) {
        this.house = house;
        this.clock = clock;
        this.webhooks = new Webhooks(clock, house.pauses());
        this.routes = new Routes(clock);
        this.room = new MailRoom(post, new Reports(webhooks, house.ids(), clock), house.ids(), clock);
    }

    @Override
    public void handle(Caller caller) throws IOException {
        var visit = house.journal().arrived(NAME, caller.path(), caller.header("idempotency-key"), caller.body());
        new Call(new Exchange(caller, visit, house.pauses()), house, clock).run(routes, room);
    }

    /** What becomes of mails is told to this address, once and in its order. */
    public void webhook(URI url) {
        webhooks.to(Webhook.at(url, seal));
    }

    /** @throws IllegalArgumentException if it is no URL */
    void webhook(String url, @Nullable Double duplicates, @Nullable Boolean shuffle) {
        webhooks.to(Webhook.of(url, seal, duplicates, shuffle));
    }

    /** With which its events are checked: a SubjectPublicKeyInfo in Base64. */
    public String publicKey() {
        return seal.publicKey();
    }

    /** What was told, and how it was answered. */
    public List<Delivery> deliveries() {
        return webhooks.deliveries();
    }

    @Override
    public void close() {
        webhooks.close();
    }
}
