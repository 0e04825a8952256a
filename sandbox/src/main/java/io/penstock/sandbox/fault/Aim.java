package io.penstock.sandbox.fault;

import org.jspecify.annotations.Nullable;

/** Which requests a fault is for; what is null fits all. */
public record Aim(
        @Nullable String provider,
        @Nullable String model,
        @Nullable String marker) {

    public static final Aim ALL = new Aim(null, null, null);

    public static Aim at(String provider) {
        return new Aim(provider, null, null);
    }

    public Aim model(String name) {
        return new Aim(provider, name, marker);
    }

    /** A text that the request's contains. */
    public Aim marked(String text) {
        return new Aim(provider, model, text);
    }

    boolean hits(String askedProvider, @Nullable String askedModel, String text) {
        return (provider == null || provider.equals(askedProvider))
                && (model == null || model.equals(askedModel))
                && (marker == null || text.contains(marker));
    }
}
