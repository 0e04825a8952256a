package io.penstock.worker.ai.deployment;

import io.penstock.catalog.kind.Mode;
import io.penstock.worker.ai.provider.Endpoint;
import io.penstock.worker.ai.provider.Provider;
import io.penstock.worker.ai.provider.Trouble;
import org.jspecify.annotations.Nullable;

/** A model at a provider, as an installation has set it up. */
public record Deployment(
        String name, Provider provider, Endpoint endpoint, Mode mode, int maxOutputTokens, Circuit circuit) {

    /** What an answer counts of its tokens for a job that does not say how many it may have; nothing when what it has counts. */
    public @Nullable Long countedOutput() {
        return provider.countsMostOutput() ? (long) maxOutputTokens : null;
    }

    /** What a person may do about it. */
    public String advice(Trouble trouble) {
        var settings = "penstock.ai.deployments." + name;
        return switch (trouble) {
            case CONFIGURATION, CALLER ->
                "Check %1$s.model, the key in the variable that %1$s.key-variable names, and %1$s.base-url."
                        .formatted(settings);
            case MONEY_STOP ->
                "Pay, or raise the spend limit at the provider; then open the limit %s:calls.".formatted(name);
            case OVERLOAD -> "Check %s.base-url and the way there, or try later.".formatted(settings);
            case RATE -> "Try later.";
        };
    }
}
