package io.penstock.client.command;

import io.penstock.client.server.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which jobs, and what is done to them. */
final class BulkOptions {

    @Parameters(paramLabel = "ACTION", description = "replay, cancel, reprioritise or move.")
    private String action = "";

    @Option(names = "--state", split = ",", paramLabel = "STATE", description = "Jobs in these; with commas.")
    private List<String> states = new ArrayList<>();

    @Option(names = "--kind", split = ",", paramLabel = "KIND", description = "Jobs of these; with commas.")
    private List<String> kinds = new ArrayList<>();

    @Option(names = "--tenant", paramLabel = "TENANT")
    private @Nullable String tenant;

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "With several, all of them.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--error-group", paramLabel = "ERROR", description = "Jobs whose failure belongs to it.")
    private @Nullable String errorGroup;

    @Option(names = "--batch", paramLabel = "BATCH")
    private @Nullable String batch;

    @Option(names = "--schedule", paramLabel = "NAME")
    private @Nullable String schedule;

    @Option(names = "--created-after", paramLabel = "TIME", description = Times.PAST)
    private @Nullable String createdAfter;

    @Option(names = "--created-before", paramLabel = "TIME", description = Times.PAST)
    private @Nullable String createdBefore;

    @Option(names = "--finished-after", paramLabel = "TIME", description = Times.PAST)
    private @Nullable String finishedAfter;

    @Option(names = "--finished-before", paramLabel = "TIME", description = Times.PAST)
    private @Nullable String finishedBefore;

    @Option(names = "--priority", paramLabel = "0-9", description = "To reprioritise: their new one.")
    private @Nullable Integer priority;

    @Option(names = "--run-at", paramLabel = "TIME", description = "To move: " + Times.FUTURE)
    private @Nullable String runAt;

    @Option(names = "--rate", paramLabel = "N", description = "So many jobs a second.")
    private @Nullable Double rate;

    @Option(names = "--jitter", paramLabel = "TIME", description = "Each is late by less than this.")
    private @Nullable Duration jitter;

    @Option(names = "--max", paramLabel = "N", description = "No more than so many jobs.")
    private @Nullable Long max;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private @Nullable String reason;

    String planned(Session session) throws Refused {
        return body(session).with("dry_run", true).toString();
    }

    String confirmed(Session session, String token) throws Refused {
        return body(session).with("dry_run", false).with("confirm_token", token).toString();
    }

    private Document body(Session session) throws Refused {
        var filter = new Document()
                .with("state", states)
                .with("kind", kinds)
                .with("tenant", tenant)
                .with("tags", tags)
                .with("error_group", errorGroup)
                .with("batch", batch)
                .with("schedule", schedule)
                .with("created_after", Times.past(createdAfter, session))
                .with("created_before", Times.past(createdBefore, session))
                .with("finished_after", Times.past(finishedAfter, session))
                .with("finished_before", Times.past(finishedBefore, session));
        return new Document()
                .with("action", action)
                .with("filter", filter)
                .with("priority", priority)
                .with("run_at", Times.future(runAt, session))
                .with("rate", rate)
                .with("jitter", jitter)
                .with("max", max)
                .with("reason", reason);
    }
}
