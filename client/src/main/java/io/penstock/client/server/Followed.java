package io.penstock.client.server;

import io.penstock.client.terminal.Stop;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** What takes its time on a server, looked at again and again until it has ended. */
public final class Followed {

    private static final Duration SHORTEST_REST = Duration.ofMillis(200);
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    private final Server server;
    private final String path;
    private final long began = System.nanoTime();

    public Followed(Server server, String path) {
        this.server = server;
        this.path = path;
    }

    /** @param told is told each time that it goes on */
    public JsonNode awaitEnd(Consumer<JsonNode> told, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        while (true) {
            var view = server.get(path, stop);
            if (view.hasNonNull("finished_at")) {
                return view;
            }
            told.accept(view);
            stop.await(rest());
        }
    }

    /** A long one is not asked more often than its reader would care for. */
    private Duration rest() {
        var rest = Duration.ofNanos((System.nanoTime() - began) / 20);
        return rest.compareTo(SHORTEST_REST) < 0
                ? SHORTEST_REST
                : rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }
}
