package io.penstock.standalone.dev;

import io.penstock.db.tenant.ApiKey;
import io.penstock.sandbox.Sandbox;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The services that jobs need on a machine whose user has set up none: a sandbox's. */
final class SandboxServices implements AutoCloseable {

    /** Nobody who tries it out wants to wait for a bank for days. */
    private static final Duration BANKS_TAKE = Duration.ofSeconds(5);

    private static final String DEPLOYMENTS = "penstock.ai.deployments";

    /** What it stands in for. */
    enum Part {
        MODELS(DEPLOYMENTS),
        STRIPE("penstock.stripe"),
        MAIL("penstock.mail");

        private final String settings;

        Part(String settings) {
            this.settings = settings;
        }
    }

    private final Set<Part> parts;
    private final Sandbox sandbox = Sandbox.start(0);
    private final String secret = ApiKey.random().secret();

    SandboxServices(Set<Part> parts) {
        this.parts = parts;
        sandbox.stripe().settlesAfter(BANKS_TAKE);
    }

    /** @param settings names of those that the process was given, from wherever */
    static Set<Part> wanted(Collection<String> settings) {
        var wanted = EnumSet.allOf(Part.class);
        for (var setting : settings) {
            var name = setting.toLowerCase(Locale.ROOT).replace('_', '.');
            wanted.removeIf(part -> name.startsWith(part.settings));
        }
        return wanted;
    }

    boolean standsInFor(Part part) {
        return parts.contains(part);
    }

    Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        if (standsInFor(Part.MODELS)) {
            deploy(settings, "openai", "/openai/v1", "gpt-5-mini");
            deploy(settings, "anthropic", "/anthropic/v1", "claude-sonnet-4-5");
            deploy(settings, "gemini", "/gemini/v1beta", "gemini-2.5-flash");
            settings.put("penstock.ai.routes[default]", "openai,gemini,anthropic");
            settings.put("penstock.ai.routes[ai.refactor]", "anthropic,openai,gemini");
            settings.put("penstock.ai.allow-sandbox", true);
        }
        if (standsInFor(Part.STRIPE)) {
            settings.put("penstock.stripe.base-url", sandbox.url() + "/stripe");
            settings.put("penstock.stripe.mode", "sandbox");
            settings.put("penstock.stripe.allow-sandbox", true);
            settings.put("penstock.hooks.stripe.secrets[0]", secret);
        }
        if (standsInFor(Part.MAIL)) {
            settings.put("penstock.mail.transport", "sendgrid");
            settings.put("penstock.mail.from", "penstock@example.com");
            settings.put("penstock.mail.senders[0]", "@example.com");
            settings.put("penstock.mail.sendgrid.base-url", sandbox.url() + "/sendgrid");
            settings.put("penstock.mail.mode", "sandbox");
            settings.put("penstock.mail.allow-sandbox", true);
            settings.put(
                    "penstock.hooks.sendgrid.public-keys[0]", sandbox.sendGrid().publicKey());
        }
        return settings;
    }

    private void deploy(Map<String, Object> settings, String provider, String path, String model) {
        for (var setting : List.of(
                Map.entry("provider", provider),
                Map.entry("base-url", sandbox.url() + path),
                Map.entry("model", model),
                Map.entry("mode", "sandbox"))) {
            settings.put(DEPLOYMENTS + "." + provider + "." + setting.getKey(), setting.getValue());
        }
    }

    /** Where it tells of what happened. */
    void tell(String api) {
        if (standsInFor(Part.STRIPE)) {
            sandbox.stripe().webhook(URI.create(api + "/v1/hooks/stripe"), secret);
        }
        if (standsInFor(Part.MAIL)) {
            sandbox.sendGrid().webhook(URI.create(api + "/v1/hooks/sendgrid"));
        }
    }

    SandboxPlace place() {
        return new SandboxPlace(sandbox.url(), sandbox.smtpPort());
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
