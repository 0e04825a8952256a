package io.penstock.client.command;

import io.penstock.client.server.Call;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "workers", description = "Read which workers there are, and what they run.")
final class Workers {

    private static final String ID = "WORKER";

    private static final Columns COLUMNS = new Columns()
            .text("ID", "/id")
            .text("NAME", "/name")
            .text("HOST", "/host")
            .text("VERSION", "/version")
            .state("STATE", "/state")
            .age("SINCE", "/since")
            .age("STARTED", "/started_at")
            .age("HEARD", "/last_heard_at")
            .when("LEASE", "/lease_until")
            .number("BUSY", Values::busy)
            .text(
                    "LANES",
                    worker -> worker.path("lanes")
                            .valueStream()
                            .map(on -> "%s %s".formatted(Values.text(on.path("lane")), Values.busy(on)))
                            .collect(Collectors.joining(", ")));

    private static final Columns JOBS = new Columns()
            .text("ID", "/id")
            .text("KIND", "/kind")
            .text("TENANT", "/tenant")
            .number("ATTEMPT", "/attempt")
            .age("SINCE", "/since");

    @Mixin
    private final Connection connection;

    Workers(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "List them, the newest first; those that stopped only when asked for.")
    void list(
            @Option(names = "--state", paramLabel = "STATE", description = "running, draining, lost or stopped.")
                    @Nullable
                    String state,
            @Option(names = "--lane", paramLabel = "LANE", description = "Only those that serve it.") @Nullable
                    String lane,
            @Mixin Listing listing)
            throws Exception {
        listing.show(
                connection.open(), Query.at("/v1/workers").with("state", state).with("lane", lane), COLUMNS);
    }

    @Command(description = "Read one, with those of its jobs that have run the longest.")
    void get(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("", id).text()));
    }

    @Command(description = "List the jobs that it runs, the newest first.")
    void jobs(@Parameters(paramLabel = ID) String id, @Mixin Listing listing) throws Exception {
        listing.show(connection.open(), path("/jobs", id), JOBS);
    }

    private static Query path(String under, String id) {
        return Query.at("/v1/workers/%s" + under, id);
    }
}
