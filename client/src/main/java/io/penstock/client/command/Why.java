package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why something is changed, for the audit. */
final class Why {

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit.")
    private @Nullable String reason;

    Call on(Call call) throws Refused {
        // The HTTP client writes headers in ASCII, whatever they hold.
        if (reason != null && !reason.matches("[ -~]*")) {
            throw new Refused("--reason is sent as a header here, and takes plain ASCII only.");
        }
        return call.with("Penstock-Reason", reason);
    }
}
