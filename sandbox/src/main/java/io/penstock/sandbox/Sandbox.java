package io.penstock.sandbox;

import io.penstock.sandbox.anthropic.Anthropic;
import io.penstock.sandbox.effect.EffectEndpoint;
import io.penstock.sandbox.effect.Effects;
import io.penstock.sandbox.fault.FaultEndpoint;
import io.penstock.sandbox.fault.Faults;
import io.penstock.sandbox.gemini.Gemini;
import io.penstock.sandbox.generation.Generations;
import io.penstock.sandbox.generation.House;
import io.penstock.sandbox.generation.Ids;
import io.penstock.sandbox.generation.Provider;
import io.penstock.sandbox.journal.Journal;
import io.penstock.sandbox.journal.JournalEndpoint;
import io.penstock.sandbox.limit.Limits;
import io.penstock.sandbox.limit.TermsEndpoint;
import io.penstock.sandbox.mail.MailEndpoint;
import io.penstock.sandbox.mail.Mails;
import io.penstock.sandbox.mail.Post;
import io.penstock.sandbox.openai.OpenAi;
import io.penstock.sandbox.reply.Replies;
import io.penstock.sandbox.sendgrid.SendGrid;
import io.penstock.sandbox.sendgrid.SendGridEndpoint;
import io.penstock.sandbox.server.Handler;
import io.penstock.sandbox.server.Pauses;
import io.penstock.sandbox.server.Server;
import io.penstock.sandbox.smtp.Smtp;
import io.penstock.sandbox.stripe.Stripe;
import io.penstock.sandbox.stripe.StripeEndpoint;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stand-ins, on one port of the loopback; that which takes mails is on another. */
public final class Sandbox implements AutoCloseable {

    private static final List<Provider> PROVIDERS = List.of(new OpenAi(), new Anthropic(), new Gemini());

    private final Journal journal;
    private final Faults faults = new Faults();
    private final Limits limits;
    private final Effects effects;
    private final Stripe stripe;
    private final Mails mails;
    private final SendGrid sendGrid;
    private final Smtp smtp;
    private final Pauses pauses = new Pauses();
    private final Server server;

    private Sandbox(SandboxSettings settings) {
        journal = new Journal(settings.clock());
        limits = new Limits(settings.clock());
        var house = new House(journal, faults, limits, new Replies(settings.seed()), new Ids(settings.seed()), pauses);
        effects = new Effects(settings.clock());
        stripe = new Stripe(house, effects, settings.clock());
        mails = new Mails(settings.clock());
        var post = new Post(mails, effects);
        sendGrid = new SendGrid(house, post, settings.clock());
        server = new Server(settings.port(), handlers(house));
        smtp = smtp(settings.smtpPort(), house, post);
    }

    /** If its port is taken, the other one is given back. */
    private Smtp smtp(int port, House house, Post post) {
        try {
            return new Smtp(port, house, post);
        } catch (UncheckedIOException e) {
            server.close();
            throw e;
        }
    }

    private Map<String, Handler> handlers(House house) {
        var handlers = new HashMap<String, Handler>();
        PROVIDERS.forEach(provider -> handlers.put("/" + provider.name(), new Generations(provider, house)));
        handlers.put("/" + Stripe.NAME, stripe);
        handlers.put("/" + SendGrid.NAME, sendGrid);
        handlers.put(StripeEndpoint.PATH, new StripeEndpoint(stripe));
        handlers.put(SendGridEndpoint.PATH, new SendGridEndpoint(sendGrid));
        handlers.put(MailEndpoint.PATH, new MailEndpoint(mails));
        handlers.put(EffectEndpoint.PATH, new EffectEndpoint(effects));
        handlers.put("/_sandbox/faults", new FaultEndpoint(house.faults(), moneyStops()));
        handlers.put("/_sandbox/journal", new JournalEndpoint(house.journal()));
        handlers.put("/_sandbox/terms", new TermsEndpoint(house.limits()));
        return handlers;
    }

    /** The ways in which each service says that there is no money; of some there is but one, without a name. */
    private static Map<String, Set<String>> moneyStops() {
        var moneyStops = new HashMap<String, Set<String>>();
        List.of(Stripe.NAME, SendGrid.NAME, Smtp.NAME).forEach(name -> moneyStops.put(name, Set.of()));
        PROVIDERS.forEach(provider -> moneyStops.put(provider.name(), provider.moneyStops()));
        return moneyStops;
    }

    /** @param port 0 for any that is free */
    public static Sandbox start(int port) {
        return start(SandboxSettings.on(port));
    }

    public static Sandbox start(SandboxSettings settings) {
        return new Sandbox(settings);
    }

    /**
     * Where it listens; each provider is below this, as {@code /openai}, {@code /anthropic}, {@code /gemini},
     * {@code /stripe} and {@code /sendgrid}.
     */
    public String url() {
        return server.url();
    }

    /** Where mails are taken, on 127.0.0.1. */
    public int smtpPort() {
        return smtp.port();
    }

    public Journal journal() {
        return journal;
    }

    public Faults faults() {
        return faults;
    }

    public Limits limits() {
        return limits;
    }

    /** What was done to money or sent as mail, each time that it was. */
    public Effects effects() {
        return effects;
    }

    public Stripe stripe() {
        return stripe;
    }

    public SendGrid sendGrid() {
        return sendGrid;
    }

    /** Those that were accepted, by SendGrid or by SMTP. */
    public Mails mails() {
        return mails;
    }

    /** Those who still wait for an answer are hung up on. */
    @Override
    public void close() {
        pauses.end();
        server.close();
        smtp.close();
        stripe.close();
        sendGrid.close();
    }
}
