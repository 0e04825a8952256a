package io.penstock.worker.key;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A provider's key. It shows itself to nobody but the provider. */
public final class Key {

    public static final Key NONE = new Key("");

    private final String secret;

    public Key(String secret) {
        this.secret = secret;
    }

    /** The header that carries it; none without a key. */
    public Map<String, String> header(String name, Function<String, String> form) {
        return secret.isEmpty() ? Map.of() : Map.of(name, form.apply(secret));
    }

    /** For what takes it as it is. */
    public void hand(Consumer<String> to) {
        to.accept(secret);
    }

    public String strippedFrom(String text) {
        return secret.isEmpty() ? text : text.replace(secret, "[key]");
    }

    @Override
    public String toString() {
        return "[key]";
    }
}
