package io.penstock.client.command;

import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Targets;
import io.penstock.client.terminal.Colours;
import io.penstock.client.terminal.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that all of these commands have. */
final class Connection {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable") // picocli itself looks at it
    private boolean help;

    @Option(names = "--server", paramLabel = "URL", scope = ScopeType.INHERIT, description = "The Penstock to call.")
    private @Nullable String server;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            scope = ScopeType.INHERIT,
            description = "Its key. Others on this machine may see it here; in PENSTOCK_API_KEY and files they do not.")
    private @Nullable String apiKey;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The server and the key of that name in the file of them.")
    private @Nullable String profile;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the server's JSON, and nothing else.")
    private boolean json;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "Show no progress.")
    private boolean quiet;

    private final Surroundings surroundings;

    Connection(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Session open() throws Refused {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var terminal = surroundings.terminal();
        var progress = new Progress(err, Progress.Way.of(quiet, terminal));
        var target = new Targets(surroundings.environment(), surroundings.folder()).find(server, apiKey, profile);
        var screen = new Screen(
                out, terminal.width(), Colours.of(surroundings.environment(), terminal), surroundings.clock());
        return new Session(new Server(target, Duration.ZERO, progress), screen, json, err, progress, surroundings);
    }
}
