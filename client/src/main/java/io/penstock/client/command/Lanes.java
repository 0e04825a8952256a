package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.terminal.Spans;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "lanes", description = "Read what the lanes have to carry, and how many workers serve them.")
final class Lanes {

    private static final Columns COLUMNS = new Columns()
            .text("LANE", "/lane")
            .number("WAITING", lane -> count(lane, "depth", "depth_capped"))
            .number("LIMITED", "/limited")
            .number("OLDEST", lane -> span(lane.path("oldest_age_seconds")))
            .number("WORKERS", "/workers")
            .number("BUSY", Values::busy)
            .number("IN/s", lane -> rate(lane.path("rate_in")))
            .number("OUT/s", lane -> rate(lane.path("rate_out")))
            .number("EMPTY IN", lane -> span(lane.path("drain_seconds")));

    @Mixin
    private final Connection connection;

    Lanes(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "List them.")
    void list(@Mixin Listing listing) throws Exception {
        listing.show(connection.open(), Query.at("/v1/lanes"), COLUMNS);
    }

    @Command(description = "Read one.")
    void get(@Parameters(paramLabel = "LANE") String lane) throws Exception {
        connection.open().show(Call.get(Query.at("/v1/lanes/%s", lane).text()));
    }

    private static String count(JsonNode view, String field, String capped) {
        return view.path(field).asString("") + (view.path(capped).asBoolean(false) ? "+" : "");
    }

    private static String rate(JsonNode rate) {
        return rate.isNumber() ? String.format(Locale.ROOT, "%.1f", rate.asDouble()) : "";
    }

    private static String span(JsonNode seconds) {
        return seconds.isNumber() ? Spans.rough(Duration.ofMillis(Math.round(seconds.asDouble() * 1000))) : "";
    }
}
