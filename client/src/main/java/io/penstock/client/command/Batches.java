package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.terminal.Exit;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "batches", description = "List, read, watch and cancel batches of jobs.")
final class Batches {

    private static final String ID = "BATCH";
    private static final Set<String> GOOD = Set.of("succeeded", "deduplicated");
    private static final Set<String> OPEN = Set.of("scheduled", "queued", "running", "retrying");

    private static final Columns COLUMNS = new Columns()
            .text("ID", "/id")
            .state("STATE", "/state")
            .number("ITEMS", "/total")
            .number("ENDED", batch -> String.valueOf(ended(batch)))
            .number("BAD", batch -> String.valueOf(bad(batch)))
            .age("AGE", "/created_at")
            .text("TAGS", "/tags");

    private static final Columns ITEMS = new Columns()
            .number("NR", "/nr")
            .text("CUSTOM ID", "/custom_id")
            .text("JOB", "/job_id")
            .state("STATE", "/state")
            .text("NOTE", item -> item.path("code").asString("") + errors(item));

    private static final Columns RESULTS = new Columns()
            .number("NR", "/nr")
            .text("CUSTOM ID", "/custom_id")
            .text("JOB", "/job_id")
            .state("STATE", "/state")
            .text("RESULT", Batches::result);

    @Mixin
    private final Connection connection;

    Batches(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "List them, the newest first.")
    void list(
            @Option(names = "--made-by", paramLabel = "JOB", description = "Only those that this job made.") @Nullable
                    String madeBy,
            @Mixin Listing listing)
            throws Exception {
        listing.show(connection.open(), Query.at("/v1/batches").with("made_by", madeBy), COLUMNS);
    }

    @Command(description = "Read one, with its first items that were refused.")
    void get(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("", id).text()));
    }

    @Command(description = "List its items and what they are at.")
    void items(
            @Parameters(paramLabel = ID) String id,
            @Option(names = "--state", paramLabel = "STATE", description = "Only these.") @Nullable String state,
            @Mixin Listing listing)
            throws Exception {
        listing.show(connection.open(), path("/items", id).with("state", state), ITEMS);
    }

    @Command(description = "List what its items came to.")
    void results(@Parameters(paramLabel = ID) String id, @Mixin Listing listing) throws Exception {
        listing.show(connection.open(), path("/results", id), RESULTS);
    }

    @Command(description = "Tell how far it is until it has ended. The exit code says how.")
    int watch(@Parameters(paramLabel = ID) String id) throws Exception {
        var session = connection.open();
        var path = path("", id).text();
        var batch = new ManyJobs(path, view -> view.path("total").asLong(0), Batches::ended).untilEnd(session);
        if (session.json()) {
            session.screen().line(batch.toString());
        } else {
            session.screen()
                    .line("%s is %s: %s".formatted(id, batch.path("state").asString(""), counts(batch)));
        }
        return (bad(batch) == 0 && batch.path("state").asString("").equals("finished") ? Exit.FINE : Exit.BAD).code();
    }

    @Command(description = "Let it take no more items, and cancel its jobs.")
    void cancel(@Parameters(paramLabel = ID) String id, @Mixin Why why) throws Exception {
        connection
                .open()
                .done(
                        why.on(Call.post(path("/cancel", id).text())),
                        batch -> batch.hasNonNull("finished_at")
                                ? id + " is cancelled."
                                : id + " is being cancelled; its running jobs are asked to stop.");
    }

    private static Query path(String under, String id) {
        return Query.at("/v1/batches/%s" + under, id);
    }

    private static long ended(JsonNode batch) {
        return batch.path("counts").properties().stream()
                .filter(count -> !OPEN.contains(count.getKey()))
                .mapToLong(count -> count.getValue().asLong(0))
                .sum();
    }

    private static long bad(JsonNode batch) {
        return batch.path("counts").properties().stream()
                .filter(count -> !OPEN.contains(count.getKey()) && !GOOD.contains(count.getKey()))
                .mapToLong(count -> count.getValue().asLong(0))
                .sum();
    }

    private static String counts(JsonNode batch) {
        return batch.path("counts").properties().stream()
                .filter(count -> count.getValue().asLong(0) > 0)
                .map(count ->
                        String.format(Locale.ROOT, "%,d %s", count.getValue().asLong(0), count.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String errors(JsonNode item) {
        return item.path("errors")
                .valueStream()
                .map(error -> " %s %s"
                        .formatted(
                                error.path("pointer").asString(""),
                                error.path("detail").asString("")))
                .collect(Collectors.joining(";"));
    }

    private static String result(JsonNode item) {
        if (item.hasNonNull("error")) {
            return Jobs.note(item);
        } else if (item.hasNonNull("result_bytes")) {
            return item.path("result_bytes").asString("") + " bytes: penstock jobs result "
                    + item.path("job_id").asString("");
        }
        return item.path("result").isMissingNode()
                ? errors(item).strip()
                : item.path("result").toString();
    }
}
