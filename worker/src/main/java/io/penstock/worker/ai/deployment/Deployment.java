package io.penstock.worker.ai.deployment;

import io.penstock.catalog.ai.Mode;
import io.penstock.worker.ai.provider.Endpoint;
import io.penstock.worker.ai.provider.Provider;

/** A model at a provider, as an installation has set it up. */
public record Deployment(
        String name, Provider provider, Endpoint endpoint, Mode mode, int maxOutputTokens, Circuit circuit) {}
