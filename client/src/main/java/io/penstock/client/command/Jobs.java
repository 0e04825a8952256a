package io.penstock.client.command;

import io.penstock.client.server.Call;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "jobs", description = "List, read, submit, watch, cancel and replay jobs.")
final class Jobs {

    private static final String ID = "JOB";

    private static final Columns COLUMNS = new Columns()
            .text("ID", "/id")
            .text("KIND", "/kind")
            .state("STATE", "/state")
            .number("PRIO", "/priority")
            .number(
                    "ATTEMPT",
                    job -> job.path("attempt").asInt(0) + "/"
                            + job.path("max_attempts").asInt(0))
            .age("AGE", "/created_at")
            .text("NOTE", Jobs::note);

    private static final Columns RUNS = new Columns()
            .number("RUN", "/run")
            .state("STATE", "/state")
            .number("ATTEMPT", "/attempt")
            .age("STARTED", "/started_at")
            .age("FINISHED", "/finished_at")
            .text("ERROR", "/error/code")
            .text("REASON", "/reason");

    @Mixin
    private final Connection connection;

    Jobs(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    /** What is worth knowing of it as it stands. */
    static String note(JsonNode job) {
        if (job.hasNonNull("error")) {
            return job.path("error").path("code").asString("") + ": "
                    + job.path("error").path("message").asString("");
        } else if (job.hasNonNull("wait_reason")) {
            return "waits: " + job.path("wait_reason").asString("");
        } else if (job.hasNonNull("progress")) {
            var progress = job.path("progress");
            return "%s%s %s"
                    .formatted(
                            progress.path("done").asString(""),
                            progress.hasNonNull("total")
                                    ? " of " + progress.path("total").asString("")
                                    : "",
                            progress.path("note").asString(""))
                    .strip();
        }
        return job.hasNonNull("cancel_requested_at") && !job.hasNonNull("finished_at") ? "is asked to stop" : "";
    }

    @Command(description = "List them, the newest first.")
    void list(
            @Option(names = "--state", split = ",", paramLabel = "STATE", description = "Only these; with commas.")
                    @Nullable
                    List<String> states,
            @Option(names = "--kind", paramLabel = "KIND") @Nullable String kind,
            @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "With several, all of them.") @Nullable
                    Map<String, String> tags,
            @Option(names = "--created-after", paramLabel = "TIME", description = Times.PAST) @Nullable String after,
            @Option(names = "--created-before", paramLabel = "TIME", description = Times.PAST) @Nullable String before,
            @Option(names = "--error-group", paramLabel = "ERROR", description = "Whose failure belongs to it.")
                    @Nullable
                    String errorGroup,
            @Mixin Listing listing)
            throws Exception {
        var session = connection.open();
        var query = Query.at("/v1/jobs")
                .with("state", states == null ? null : String.join(",", states))
                .with("kind", kind)
                .with("created_after", Times.past(after, session))
                .with("created_before", Times.past(before, session))
                .with("error_group", errorGroup);
        for (var tag : (tags == null ? Map.<String, String>of() : tags).entrySet()) {
            query = query.with("tag." + tag.getKey(), tag.getValue());
        }
        listing.show(session, query, COLUMNS);
    }

    @Command(description = "Read one, with its failed attempts.")
    void get(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("", id)));
    }

    @Command(description = "Print what it came to, as JSON.")
    void result(@Parameters(paramLabel = ID) String id) throws Exception {
        var session = connection.open();
        session.screen().line(session.call(Call.get(path("/result", id))).text());
    }

    @Command(description = "Say why it does not run now.")
    void explain(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("/explain", id)));
    }

    @Command(description = "List its runs: the replays, and what was before them.")
    void runs(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("/runs", id)), "data", RUNS);
    }

    @Command(description = "Tell what becomes of it until it has ended. The exit code says how.")
    int watch(@Parameters(paramLabel = ID) String id) throws Exception {
        var session = connection.open();
        return new Watch(session, path("", id)).untilEnd(null).code();
    }

    @Command(description = "Cancel it. One that runs is asked to stop.")
    void cancel(@Parameters(paramLabel = ID) String id, @Mixin Why why) throws Exception {
        connection
                .open()
                .done(
                        why.on(Call.post(path("/cancel", id))),
                        job -> job.hasNonNull("finished_at")
                                ? "%s is %s.".formatted(id, job.path("state").asString(""))
                                : id + " is asked to stop.");
    }

    @Command(description = "Run one again that ended without success: the same job, in a new run.")
    void replay(
            @Parameters(paramLabel = ID) String id,
            @Option(names = "--payload", paramLabel = "FILE|-|JSON", description = "Another payload; wants a --reason.")
                    @Nullable
                    String payload,
            @Option(names = "--route", paramLabel = "NAME", description = "Of an AI job: another chain of models.")
                    @Nullable
                    String route,
            @Option(names = "--priority", paramLabel = "0-9") @Nullable Integer priority,
            @Option(names = "--run-at", paramLabel = "TIME", description = Times.FUTURE) @Nullable String runAt,
            @Option(names = "--deadline", paramLabel = "TIME", description = Times.FUTURE) @Nullable String deadline,
            @Option(
                            names = "--repeat-effect",
                            paramLabel = "NAME",
                            description = "This effect may happen a second time; wants a --reason.")
                    @Nullable
                    List<String> repeatEffects,
            @Option(names = "--reason", paramLabel = "TEXT") @Nullable String reason,
            @Option(names = "--run", paramLabel = "N", description = "Only if this is its last run.") @Nullable
                    Integer run,
            @Option(names = "--idempotency-key", paramLabel = "KEY") @Nullable String idempotencyKey)
            throws Exception {
        var session = connection.open();
        var body = new Document();
        if (payload != null) {
            body.with("payload", "--payload", payload, session.surroundings().in());
        }
        body.with("route", route)
                .with("priority", priority)
                .with("run_at", Times.future(runAt, session))
                .with("deadline", Times.future(deadline, session))
                .with("repeat_effects", repeatEffects)
                .with("reason", reason)
                .with("run", run);
        session.done(
                Call.post(path("/replay", id), body.toString()).with("Idempotency-Key", idempotencyKey),
                job -> "%s is %s in its run %s."
                        .formatted(
                                id,
                                job.path("state").asString(""),
                                job.path("run").asString("")));
    }

    @Command(description = "Submit one.")
    int submit(
            @Parameters(paramLabel = "KIND", description = "Such as http.request.") String kind,
            @Option(
                            names = "--payload",
                            paramLabel = "FILE|-|JSON",
                            defaultValue = "{}",
                            description = "A file, - for what is read, or the JSON itself ({} unless given).")
                    String payload,
            @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "May be given several times.") @Nullable
                    Map<String, String> tags,
            @Option(names = "--priority", paramLabel = "0-9", description = "9 goes first.") @Nullable Integer priority,
            @Option(names = "--run-at", paramLabel = "TIME", description = Times.FUTURE) @Nullable String runAt,
            @Option(names = "--deadline", paramLabel = "TIME", description = Times.FUTURE) @Nullable String deadline,
            @Option(
                            names = "--wait",
                            paramLabel = "TIME",
                            description = "Wait for its end, for so long: 30s. The exit code says how it ended.")
                    @Nullable
                    Duration wait,
            @Option(
                            names = "--idempotency-key",
                            paramLabel = "KEY",
                            description = "Sent again with it, the same is submitted once. A random one unless given.")
                    @Nullable
                    String idempotencyKey)
            throws Exception {
        var session = connection.open();
        var body = new Document()
                .with("kind", kind)
                .with("payload", "--payload", payload, session.surroundings().in())
                .with("tags", new LinkedHashMap<>(tags == null ? Map.of() : tags))
                .with("priority", priority)
                .with("run_at", Times.future(runAt, session))
                .with("deadline", Times.future(deadline, session));
        return new Submit(session, body.toString(), idempotencyKey).run(wait).code();
    }

    static String path(String under, String id) {
        return Query.at("/v1/jobs/%s" + under, id).text();
    }
}
