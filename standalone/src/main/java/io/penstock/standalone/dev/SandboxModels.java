package io.penstock.standalone.dev;

import io.penstock.sandbox.Sandbox;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The models that AI jobs ask on a machine whose user has set up none: a sandbox's, one for each provider. */
final class SandboxModels implements AutoCloseable {

    private static final String DEPLOYMENTS = "penstock.ai.deployments";

    private final Sandbox sandbox = Sandbox.start(0);

    /** @param settings names of those that the process was given, from wherever */
    static boolean areWanted(Collection<String> settings) {
        return settings.stream()
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '.'))
                .noneMatch(name -> name.startsWith(DEPLOYMENTS));
    }

    Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        deploy(settings, "openai", "/openai/v1", "gpt-5-mini");
        deploy(settings, "anthropic", "/anthropic/v1", "claude-sonnet-4-5");
        deploy(settings, "gemini", "/gemini/v1beta", "gemini-2.5-flash");
        settings.put("penstock.ai.routes[default]", "openai,gemini,anthropic");
        settings.put("penstock.ai.routes[ai.refactor]", "anthropic,openai,gemini");
        settings.put("penstock.ai.allow-sandbox", true);
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

    String url() {
        return sandbox.url();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
