package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.terminal.Exit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "bulk", description = "Replay, cancel, reprioritise or move many jobs at once: plan, run, watch, stop.")
final class Bulk {

    private static final String ID = "BULK";

    private static final Columns COLUMNS = new Columns()
            .text("ID", "/id")
            .text("ACTION", "/action")
            .state("STATE", "/state")
            .number("JOBS", "/selected")
            .number("DONE", "/progress/done")
            .number("SKIPPED", "/progress/skipped")
            .number("FAILED", "/progress/failed")
            .number("LEFT", "/progress/left")
            .age("AGE", "/created_at")
            .text("REASON", "/reason");

    private static final Columns ITEMS =
            new Columns().text("JOB", "/job").state("OUTCOME", "/outcome").text("DETAIL", "/detail");

    @Mixin
    private final Connection connection;

    Bulk(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "Say which jobs it would be, and do nothing yet.")
    void plan(@Mixin BulkOptions options) throws Exception {
        var session = connection.open();
        session.show(Call.post("/v1/bulk-operations", options.planned(session)));
    }

    @Command(description = "Plan it, ask, and do it.")
    int run(
            @Mixin BulkOptions options,
            @Option(
                            names = "--confirm-token",
                            paramLabel = "TOKEN",
                            description = "Of a plan that was looked at before: it is not planned and asked again.")
                    @Nullable
                    String token,
            @Option(names = "--detach", description = "Do not wait for its end.") boolean detach,
            @Mixin Yes yes)
            throws Exception {
        var session = connection.open();
        var begun = new BulkRun(session, options, yes).begin(token);
        var id = begun.json().path("id").asString("");
        if (detach) {
            session.screen().line(session.json() ? begun.text() : id + " is running.");
            return Exit.FINE.code();
        }
        session.note(id + " is running; Ctrl-C stops looking, and not it.");
        return follow(session, id);
    }

    @Command(description = "List them, the newest first.")
    void list(@Mixin Listing listing) throws Exception {
        listing.show(connection.open(), Query.at("/v1/bulk-operations"), COLUMNS);
    }

    @Command(description = "Read one.")
    void get(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("", id).text()));
    }

    @Command(description = "List its jobs and what was done to them.")
    void items(
            @Parameters(paramLabel = ID) String id,
            @Option(names = "--outcome", paramLabel = "OUTCOME", description = "done, skipped, failed or left.")
                    @Nullable
                    String outcome,
            @Mixin Listing listing)
            throws Exception {
        listing.show(connection.open(), path("/items", id).with("outcome", outcome), ITEMS);
    }

    @Command(description = "Tell how far it is until it has ended. The exit code says how.")
    int watch(@Parameters(paramLabel = ID) String id) throws Exception {
        return follow(connection.open(), id);
    }

    @Command(description = "Hold it until it is resumed.")
    void pause(@Parameters(paramLabel = ID) String id, @Mixin Why why) throws Exception {
        change("/pause", id, why);
    }

    @Command(description = "Let it go on.")
    void resume(@Parameters(paramLabel = ID) String id, @Mixin Why why) throws Exception {
        change("/resume", id, why);
    }

    @Command(description = "Let it do no more. What it did stays done.")
    void abort(@Parameters(paramLabel = ID) String id, @Mixin Why why) throws Exception {
        change("/abort", id, why);
    }

    private void change(String action, String id, Why why) throws Exception {
        connection
                .open()
                .done(
                        why.on(Call.post(path(action, id).text())),
                        bulk -> "%s is %s.".formatted(id, bulk.path("state").asString("")));
    }

    private static int follow(Session session, String id) throws Exception {
        var bulk = new ManyJobs(
                        path("", id).text(), view -> view.path("selected").asLong(0), Bulk::through)
                .untilEnd(session);
        if (session.json()) {
            session.screen().line(bulk.toString());
        } else {
            session.screen()
                    .line("%s is %s: %s"
                            .formatted(id, bulk.path("state").asString(""), Values.text(bulk.path("progress"))));
        }
        return (bulk.path("state").asString("").equals("finished")
                                && bulk.path("progress").path("failed").asLong(0) == 0
                        ? Exit.FINE
                        : Exit.BAD)
                .code();
    }

    private static long through(JsonNode bulk) {
        return bulk.path("selected").asLong(0)
                - bulk.path("progress").path("left").asLong(0);
    }

    private static Query path(String under, String id) {
        return Query.at("/v1/bulk-operations/%s" + under, id);
    }
}
