package io.penstock.client.command;

import io.penstock.client.server.Call;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "errors", description = "Look after errors: failures of jobs that are alike, as one.")
final class Errors {

    private static final String ID = "ERROR";

    private static final Columns COLUMNS = new Columns()
            .text("ID", "/id")
            .text("KIND", "/kind")
            .state("STATE", "/state")
            .number("COUNT", "/count")
            .age("FIRST", "/first_seen")
            .age("LAST", "/last_seen")
            .text("CODE", "/code")
            .text("MESSAGE", "/message");

    @Mixin
    private final Connection connection;

    Errors(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "List them.")
    void list(
            @Option(names = "--state", paramLabel = "STATE", description = "open, resolved or ignored.") @Nullable
                    String state,
            @Option(names = "--kind", paramLabel = "KIND") @Nullable String kind,
            @Mixin Listing listing)
            throws Exception {
        listing.show(
                connection.open(),
                Query.at("/v1/error-groups").with("state", state).with("kind", kind),
                COLUMNS);
    }

    @Command(description = "Read one, with how often it came, and some of its jobs.")
    void get(@Parameters(paramLabel = ID) String id) throws Exception {
        connection.open().show(Call.get(path("", id)));
    }

    @Command(description = "Say that it is mended. If it comes again, it is open again.")
    void resolve(@Parameters(paramLabel = ID) String id, @Mixin Reason reason) throws Exception {
        change("/resolve", id, reason);
    }

    @Command(description = "Say that nobody need look at it.")
    void ignore(@Parameters(paramLabel = ID) String id, @Mixin Reason reason) throws Exception {
        change("/ignore", id, reason);
    }

    @Command(description = "Say that somebody has to look at it after all.")
    void reopen(@Parameters(paramLabel = ID) String id, @Mixin Reason reason) throws Exception {
        change("/reopen", id, reason);
    }

    /** As a field of what is sent. */
    static final class Reason {
        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        @Nullable
        String text;
    }

    private void change(String action, String id, Reason reason) throws Exception {
        var body = new Document().with("reason", reason.text).toString();
        connection
                .open()
                .done(
                        Call.post(path(action, id), body),
                        error -> "%s is %s.".formatted(id, error.path("state").asString("")));
    }

    private static String path(String under, String id) {
        return Query.at("/v1/error-groups/%s" + under, id).text();
    }
}
