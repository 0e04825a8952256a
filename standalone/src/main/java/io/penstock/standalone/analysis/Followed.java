package io.penstock.standalone.analysis;

import io.penstock.report.summary.Words;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An analysis on a server, looked at again and again until it has ended. */
final class Followed {

    private static final Map<String, String> STEPS = Map.of(
            "", "Waiting for its turn",
            "snapshot", "Reading the source",
            "inventory", "Listing its files",
            "submit", "Handing them out",
            "collect", "Looking through them",
            "review", "Reviewing what was found",
            "report", "Writing the reports");

    private static final Duration SHORTEST_REST = Duration.ofMillis(200);
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    private final Server server;
    private final String id;
    private final Progress progress;
    private final Estimate estimate = new Estimate();
    private final long began = System.nanoTime();

    Followed(Server server, String id, Progress progress) {
        this.server = server;
        this.id = id;
        this.progress = progress;
    }

    String path() {
        return "/v1/analyses/" + id;
    }

    String id() {
        return id;
    }

    JsonNode awaitEnd(Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        while (true) {
            var analysis = server.get(path(), stop);
            if (analysis.hasNonNull("finished_at")) {
                return analysis;
            }
            tell(analysis);
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

    private void tell(JsonNode analysis) {
        var step = analysis.path("step").asString("");
        var files = analysis.path("files");
        long all = files.path("files").asLong(0);
        long done = files.path("done").asLong(0) + files.path("failed").asLong(0);
        progress.tell(STEPS.getOrDefault(step, step), done, all, all == 0 ? "" : rest(files, all, done));
    }

    private String rest(JsonNode files, long all, long done) {
        long reused = files.path("reused").asLong(0);
        var rest = new StringBuilder(" %s of %s".formatted(Words.number(done), Words.count(all, "file")));
        if (reused > 0) {
            rest.append(", %s reused".formatted(Words.number(reused)));
        }
        estimate.left(all, done, reused, System.nanoTime())
                .filter(left -> done < all)
                .ifPresent(left -> rest.append(", %s left".formatted(Shown.seconds(left.toSeconds() + 1))));
        return rest.toString();
    }
}
