package io.penstock.standalone.analysis;

import io.penstock.client.server.Followed;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Estimate;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Stop;
import io.penstock.report.summary.Words;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An analysis on a server, and how far it is. */
final class Begun {

    private static final Map<String, String> STEPS = Map.of(
            "", "Waiting for its turn",
            "snapshot", "Reading the source",
            "inventory", "Listing its files",
            "submit", "Handing them out",
            "collect", "Looking through them",
            "review", "Reviewing what was found",
            "report", "Writing the reports");

    private final Server server;
    private final String id;
    private final Progress progress;
    private final Estimate estimate = new Estimate();

    Begun(Server server, String id, Progress progress) {
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
        return new Followed(server, path()).awaitEnd(this::tell, stop);
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
