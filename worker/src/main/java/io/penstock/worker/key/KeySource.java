package io.penstock.worker.key;

import io.penstock.catalog.kind.Mode;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a service's key is: in the environment, or encrypted in a file. What is said of it when it is not there shows nothing of it. */
public final class KeySource {

    /** A sandbox takes any key, but like the services it stands for it wants one. */
    private static final Key OF_SANDBOX = new Key("sandbox");

    private KeySource() {}

    /**
     * @param at the setting, without -variable and -file
     * @param variable the environment variable that holds the key, if one does
     * @param file the file that holds it encrypted, if one does
     */
    public static Key of(
            String at, @Nullable String variable, @Nullable Path file, Mode mode, Map<String, String> environment) {
        if (file != null) {
            return inFile(at + "-file", file, environment.get(Keyset.VARIABLE));
        }
        if (variable != null) {
            return key(
                    at + "-variable names " + variable + ", which",
                    environment.getOrDefault(variable, ""),
                    "is not set in the environment");
        }
        return mode == Mode.SANDBOX ? OF_SANDBOX : Key.NONE;
    }

    /** What may be said of a key in settings: where it is, once. */
    public static void check(String at, @Nullable String variable, @Nullable Path file) {
        if (variable != null && !variable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException(at + "-variable must be the name of an environment variable");
        }
        if (variable != null && file != null) {
            throw new IllegalArgumentException(
                    at + "-variable and " + at + "-file both say where it is; one of them is enough");
        }
    }

    private static Key inFile(String setting, Path file, @Nullable String keyset) {
        if (keyset == null || keyset.isBlank()) {
            throw new IllegalArgumentException(
                    "%s needs a keyset; set %s to the file that it is in".formatted(setting, Keyset.VARIABLE));
        }
        String secret;
        try {
            secret = Keyset.open(Path.of(keyset)).decrypt(file);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage());
        }
        return key(setting + " names " + file + ", which", secret, "is empty");
    }

    private static Key key(String where, String secret, String whenEmpty) {
        var key = secret.strip();
        if (key.isEmpty()) {
            throw new IllegalArgumentException(where + " " + whenEmpty);
        }
        if (!key.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException(where + " holds what no key can be");
        }
        return new Key(key);
    }
}
