package io.penstock.worker.ai.deployment;

import io.penstock.catalog.ai.Mode;
import io.penstock.worker.ai.AiSettings.Deployed;
import io.penstock.worker.ai.keyset.Keyset;
import io.penstock.worker.ai.provider.Key;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a deployment's key is: in the environment, or encrypted in a file. What is said of it when it is not there shows nothing of it. */
final class KeySource {

    /** A sandbox takes any key, but like the services it stands for it wants one. */
    private static final Key OF_SANDBOX = new Key("sandbox");

    private KeySource() {}

    /** @param at the deployment's settings */
    static Key of(String at, Deployed deployed, Map<String, String> environment) {
        if (deployed.keyFile() != null) {
            return inFile(at + ".key-file", deployed.keyFile(), environment.get(Keyset.VARIABLE));
        }
        if (deployed.keyVariable() != null) {
            var variable = deployed.keyVariable();
            return key(
                    at + ".key-variable names " + variable + ", which",
                    environment.getOrDefault(variable, ""),
                    "is not set in the environment");
        }
        return deployed.mode() == Mode.SANDBOX ? OF_SANDBOX : Key.NONE;
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
