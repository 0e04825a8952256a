package io.penstock.benchmark;

import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Often;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where the effects are had: Stripe, SendGrid and a mail server, as a sandbox plays them. */
final class EffectServices {

    private static final Duration BANKS_TAKE = Duration.ofSeconds(2);

    private final Sandbox sandbox;
    private final String secret = UUID.randomUUID().toString();

    EffectServices(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("PENSTOCK_STRIPE_BASEURL", sandbox.url() + "/stripe"),
                Map.entry("PENSTOCK_STRIPE_MODE", "sandbox"),
                Map.entry("PENSTOCK_STRIPE_ALLOWSANDBOX", "true"),
                Map.entry("PENSTOCK_STRIPE_TIMEOUT", "5s"),
                Map.entry("PENSTOCK_STRIPE_LOOKAGAIN", "30s"),
                Map.entry("PENSTOCK_HOOKS_STRIPE_SECRETS_0", secret),
                Map.entry("PENSTOCK_MAIL_FROM", "shop@example.com"),
                Map.entry("PENSTOCK_MAIL_MODE", "sandbox"),
                Map.entry("PENSTOCK_MAIL_ALLOWSANDBOX", "true"),
                Map.entry("PENSTOCK_MAIL_SENDGRID_BASEURL", sandbox.url() + "/sendgrid"),
                Map.entry("PENSTOCK_MAIL_SENDGRID_TIMEOUT", "5s"),
                Map.entry("PENSTOCK_MAIL_SMTP_HOST", "127.0.0.1"),
                Map.entry("PENSTOCK_MAIL_SMTP_PORT", String.valueOf(sandbox.smtpPort())),
                Map.entry("PENSTOCK_MAIL_SMTP_TLS", "none"),
                Map.entry("PENSTOCK_MAIL_SMTP_TIMEOUT", "5s"),
                Map.entry(
                        "PENSTOCK_HOOKS_SENDGRID_PUBLICKEYS_0",
                        sandbox.sendGrid().publicKey()),
                Map.entry("PENSTOCK_WORKER_LEASE", "5s"));
    }

    /** A worker has one way for mails, so every other one has the other. */
    static List<Map<String, String>> ways() {
        return List.of(Map.of("PENSTOCK_MAIL_TRANSPORT", "sendgrid"), Map.of("PENSTOCK_MAIL_TRANSPORT", "smtp"));
    }

    void tell(String api) {
        sandbox.stripe().webhook(URI.create(api + "/v1/hooks/stripe"), secret);
        sandbox.stripe().settlesAfter(BANKS_TAKE);
        sandbox.sendGrid().webhook(URI.create(api + "/v1/hooks/sendgrid"));
    }

    /**
     * Of all requests so many in a thousand, each of its own dice. A mail server that refuses what it has taken is not among them: nobody
     * could send anything once by it.
     */
    void goWrong() {
        long seed = 1;
        for (var service : List.of("stripe", "sendgrid", "smtp")) {
            goWrong(service, new Fault.Reset(), 0.01, seed++);
            goWrong(service, new Fault.ResetAfter(), 0.03, seed++);
            goWrong(service, refused(Reason.RATE_LIMIT), 0.01, seed++);
            goWrong(service, refused(Reason.SERVER_ERROR), 0.002, seed++);
        }
        for (var service : List.of("stripe", "sendgrid")) {
            goWrong(service, new Fault.RefusedAfter(refusal(Reason.SERVER_ERROR)), 0.002, seed++);
        }
        goWrong("stripe", refused(Reason.CONFLICT), 0.01, seed++);
        goWrong("stripe", new Fault.BadJson(), 0.005, seed);
    }

    private void goWrong(String service, Fault fault, double part, long seed) {
        sandbox.faults().add(Aim.at(service), fault, new Often.Sometimes(part, seed));
    }

    private static Fault refused(Reason reason) {
        return new Fault.Refused(refusal(reason));
    }

    private static Refusal refusal(Reason reason) {
        return Refusal.of(reason, "A fault of the benchmark.");
    }

    /** How many requests went wrong on purpose. */
    long faults() {
        return sandbox.journal().entries().stream()
                .filter(entry -> entry.fault() != null)
                .count();
    }

    /** How many events of mails the api has not heard yet. */
    long unheard() {
        return sandbox.sendGrid().deliveries().stream()
                .filter(event -> !event.wasHeard())
                .count();
    }
}
