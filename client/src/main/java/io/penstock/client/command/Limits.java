package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "limits", description = "List, set, close, open, override and delete limits.")
final class Limits {

    private static final String NAME = "NAME";

    private static final Columns COLUMNS = new Columns()
            .text("NAME", "/name")
            .state(
                    "STATE",
                    limit -> limit.hasNonNull("closed")
                            ? "closed"
                            : limit.hasNonNull("override") ? "overridden" : "open")
            .number("NOW", "/permits_now")
            .number("LEFT", "/left")
            .number("HELD", "/held")
            .text(
                    "OF",
                    limit -> Stream.of("kind", "tenant", "deployment")
                            .filter(limit::hasNonNull)
                            .map(of -> of + " " + limit.path(of).asString(""))
                            .collect(Collectors.joining(", ")))
            .text("QUOTA", Limits::quota);

    @Mixin
    private final Connection connection;

    Limits(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "List them, by their names.")
    void list(@Mixin Listing listing) throws Exception {
        listing.show(connection.open(), Query.at("/v1/limits"), COLUMNS);
    }

    @Command(description = "Read one: what it lets through, what is left, how many hold it.")
    void get(@Parameters(paramLabel = NAME) String name) throws Exception {
        connection.open().show(Call.get(path("", name)));
    }

    @Command(description = "Give it another quota; make it when there is none.")
    void set(
            @Parameters(paramLabel = NAME) String name,
            @Option(names = "--rate", paramLabel = "N/TIME", description = "So many jobs in any such time: 100/1m.")
                    @Nullable
                    String rate,
            @Option(names = "--burst", paramLabel = "N", description = "So many of them at once.") @Nullable
                    Integer burst,
            @Option(names = "--units", paramLabel = "N/TIME", description = "So much of what jobs weigh: 90000/1m.")
                    @Nullable
                    String units,
            @Option(names = "--concurrency", paramLabel = "N", description = "So many jobs at a time.") @Nullable
                    Integer concurrency,
            @Option(names = "--kind", paramLabel = "KIND", description = "Of a new one: whose jobs need it.") @Nullable
                    String kind,
            @Option(names = "--tenant", paramLabel = "TENANT", description = "Of a new one: whose jobs need it.")
                    @Nullable
                    String tenant,
            @Mixin Why why)
            throws Exception {
        var quota = List.of(
                Periodic.of("--rate", rate, burst),
                Periodic.of("--units", units, null),
                new Document().with("max", concurrency));
        var session = connection.open();
        var made = why.on(Call.post(
                "/v1/limits",
                body(quota)
                        .with("name", name)
                        .with("kind", kind)
                        .with("tenant", tenant)
                        .toString()));
        if (kind != null || tenant != null) {
            session.done(made, limit -> name + " is made.");
            return;
        }
        try {
            session.done(why.on(Call.put(path("", name), body(quota).toString())), limit -> name + " is set.");
        } catch (Refused e) {
            if (!e.is("limit_not_found")) {
                throw e;
            }
            session.done(made, limit -> name + " is made.");
        }
    }

    @Command(description = "Let nothing through until then, or until it is opened.")
    void close(
            @Parameters(paramLabel = NAME) String name,
            @Option(names = "--until", paramLabel = "TIME", description = Times.FUTURE) @Nullable String until,
            @Option(names = "--reason", paramLabel = "TEXT", required = true) String reason)
            throws Exception {
        var session = connection.open();
        var body = new Document()
                .with("until", Times.future(until, session))
                .with("reason", reason)
                .toString();
        session.done(
                Call.post(path("/close", name), body),
                limit -> "%s is closed%s."
                        .formatted(
                                name,
                                limit.path("closed").hasNonNull("until")
                                        ? " until "
                                                + limit.path("closed")
                                                        .path("until")
                                                        .asString("")
                                        : ""));
    }

    @Command(description = "Let jobs through again.")
    void open(@Parameters(paramLabel = NAME) String name, @Mixin Why why) throws Exception {
        connection.open().done(why.on(Call.post(path("/reopen", name))), limit -> name + " is open.");
    }

    @Command(description = "Let another number through for a while.")
    void override(
            @Parameters(paramLabel = NAME) String name,
            @Parameters(paramLabel = "PERMITS") int permits,
            @Option(names = "--until", paramLabel = "TIME", required = true, description = Times.FUTURE) String until,
            @Option(names = "--reason", paramLabel = "TEXT") @Nullable String reason)
            throws Exception {
        var session = connection.open();
        var body = new Document()
                .with("permits", permits)
                .with("until", Times.future(until, session))
                .with("reason", reason)
                .toString();
        session.done(
                Call.post(path("/override", name), body),
                limit -> "%s lets %s through until %s."
                        .formatted(
                                name,
                                limit.path("permits_now").asString(""),
                                limit.path("override").path("until").asString("")));
    }

    @Command(name = "end-override", description = "Let the quota hold again.")
    void endOverride(@Parameters(paramLabel = NAME) String name, @Mixin Why why) throws Exception {
        connection
                .open()
                .done(
                        why.on(Call.delete(path("/override", name))),
                        limit -> "The quota of %s holds again.".formatted(name));
    }

    @Command(description = "Delete it. What waits for it goes on without.")
    void delete(@Parameters(paramLabel = NAME) String name, @Mixin Why why, @Mixin Yes yes) throws Exception {
        var session = connection.open();
        yes.confirm(session, "Delete the limit %s? What waits for it goes on without.".formatted(name));
        session.done(why.on(Call.delete(path("", name))), nothing -> name + " is deleted.");
    }

    private static Document body(List<Document> quota) {
        return new Document()
                .with("rate", quota.get(0))
                .with("units", quota.get(1))
                .with("concurrency", quota.get(2));
    }

    private static String quota(JsonNode limit) {
        return Stream.of(
                        Periodic.told(limit.path("rate"), ""),
                        Periodic.told(limit.path("units"), " units"),
                        limit.hasNonNull("concurrency")
                                ? limit.path("concurrency").path("max").asString("") + " at a time"
                                : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static String path(String under, String name) {
        return Query.at("/v1/limits/%s" + under, name).text();
    }
}
