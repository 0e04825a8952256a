package io.penstock.standalone.analysis;

import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Stop;
import io.penstock.report.compare.Counts;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The findings that are worth a look first. */
final class WorstFindings {

    private static final int MOST = 10;

    private final Server server;
    private final String analysis;

    WorstFindings(Server server, String analysis) {
        this.server = server;
        this.analysis = analysis;
    }

    /** Asks for a severity only when the summary counts some, and for no more than these. */
    List<JsonNode> read(JsonNode summary, Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var worst = new ArrayList<JsonNode>();
        for (var severity : Counts.WORST_FIRST) {
            long there = summary.path("findings").path(severity.toString()).asLong(0);
            read(severity.toString(), Math.min(there, MOST - worst.size()), worst, stop);
        }
        return worst;
    }

    private void read(String severity, long most, List<JsonNode> worst, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        long end = worst.size() + most;
        var query = "/findings?page_size=%d&severity=%s".formatted(MOST, severity);
        for (var token = ""; token != null && worst.size() < end; ) {
            var page = server.get(analysis + query + token, stop);
            page.path("data").valueStream().limit(end - worst.size()).forEach(worst::add);
            token = page.hasNonNull("next_page_token")
                    ? "&page_token=" + page.get("next_page_token").asString()
                    : null;
        }
    }
}
