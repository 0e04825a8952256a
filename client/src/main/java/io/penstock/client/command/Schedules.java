package io.penstock.client.command;

import io.penstock.client.server.Call;
import io.penstock.client.server.Refused;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "schedules", description = "List, preview, pause, resume, trigger and delete schedules.")
final class Schedules {

    private static final String NAME = "NAME";

    private static final Columns COLUMNS = new Columns()
            .text("NAME", "/name")
            .state("STATE", "/state")
            .when("NEXT", "/next_at")
            .state("LAST", "/last_firing/state")
            .when("AT", "/last_firing/logical_at")
            .text("PLAN", Schedules::plan)
            .text("TROUBLE", "/trouble");

    private static final Columns TIMES = new Columns()
            .text("LOCAL", "/local")
            .text("TIME", "/at")
            .when("WHEN", "/at")
            .text("FIRED AT", "/due_at");

    private static final Columns FIRINGS = new Columns()
            .text("TIME", "/logical_at")
            .state("STATE", "/state")
            .text("TRIGGER", "/trigger")
            .when("FIRED", "/fired_at")
            .text(
                    "CAME OF IT",
                    firing -> Values.text(firing.path("job_id"))
                            + Values.text(firing.path("batch_id"))
                            + Values.text(firing.path("analysis_id")))
            .text("REASON", "/reason");

    @Mixin
    private final Connection connection;

    Schedules(Surroundings surroundings) {
        connection = new Connection(surroundings);
    }

    @Command(description = "List them, by their names.")
    void list(@Mixin Listing listing) throws Exception {
        listing.show(connection.open(), Query.at("/v1/schedules"), COLUMNS);
    }

    @Command(description = "Read one, with its target and its newest firing.")
    void get(@Parameters(paramLabel = NAME) String name) throws Exception {
        connection.open().show(Call.get(path("", name).text()));
    }

    @Command(description = "List its firings, the newest first.")
    void firings(
            @Parameters(paramLabel = NAME) String name,
            @Option(names = "--state", paramLabel = "STATE", description = "waiting, fired, skipped or failed.")
                    @Nullable
                    String state,
            @Mixin Listing listing)
            throws Exception {
        listing.show(connection.open(), path("/firings", name).with("state", state), FIRINGS);
    }

    @Command(description = "Say why it does not fire now.")
    void explain(@Parameters(paramLabel = NAME) String name) throws Exception {
        connection.open().show(Call.get(path("/explain", name).text()));
    }

    @Command(description = "Hold it until it is resumed.")
    void pause(@Parameters(paramLabel = NAME) String name, @Mixin Why why) throws Exception {
        connection.open().done(why.on(Call.post(path("/pause", name).text())), schedule -> name + " is paused.");
    }

    @Command(description = "Let it go on.")
    void resume(@Parameters(paramLabel = NAME) String name, @Mixin Why why) throws Exception {
        connection
                .open()
                .done(
                        why.on(Call.post(path("/resume", name).text())),
                        schedule -> "%s is %s%s"
                                .formatted(
                                        name,
                                        schedule.path("state").asString(""),
                                        schedule.hasNonNull("next_at")
                                                ? "; next at "
                                                        + schedule.path("next_at")
                                                                .asString("") + "."
                                                : "."));
    }

    @Command(description = "Fire it at once, whatever its plan says.")
    void trigger(
            @Parameters(paramLabel = NAME) String name,
            @Option(
                            names = "--idempotency-key",
                            paramLabel = "KEY",
                            description = "Sent again with it, it is fired once.")
                    @Nullable
                    String idempotencyKey,
            @Mixin Why why)
            throws Exception {
        connection
                .open()
                .done(
                        why.on(Call.post(path("/trigger", name).text())).with("Idempotency-Key", idempotencyKey),
                        firing -> "%s is triggered (%s)."
                                .formatted(name, firing.path("id").asString("")));
    }

    @Command(description = "Show its next ten times, or those of a plan that is not stored.")
    void preview(
            @Parameters(paramLabel = NAME, arity = "0..1") @Nullable String name,
            @Option(names = "--cron", paramLabel = "LINE") @Nullable String cron,
            @Option(names = "--timezone", paramLabel = "ZONE", description = "Of the cron line; UTC unless given.")
                    @Nullable
                    String timezone,
            @Option(names = "--every", paramLabel = "TIME", description = "Such as 90s or 2h.") @Nullable
                    Duration every)
            throws Exception {
        boolean typed = cron != null || every != null;
        if (typed == (name != null)) {
            throw new Refused("Say which schedule, or a plan with --cron or --every.");
        }
        var session = connection.open();
        var body = new Document()
                .with("cron", cron)
                .with("timezone", timezone)
                .with("every", every)
                .toString();
        session.show(
                name == null
                        ? Call.post("/v1/schedules/preview", body)
                        : Call.get(path("/preview", name).text()),
                "times",
                TIMES);
    }

    @Command(description = "Delete it. Its jobs stay.")
    void delete(@Parameters(paramLabel = NAME) String name, @Mixin Why why, @Mixin Yes yes) throws Exception {
        var session = connection.open();
        yes.confirm(session, "Delete the schedule %s?".formatted(name));
        session.done(why.on(Call.delete(path("", name).text())), nothing -> name + " is deleted.");
    }

    private static String plan(JsonNode schedule) {
        return schedule.hasNonNull("cron")
                ? "%s (%s)"
                        .formatted(
                                schedule.path("cron").asString(""),
                                schedule.path("timezone").asString("UTC"))
                : "every " + schedule.path("every").asString("");
    }

    private static Query path(String under, String name) {
        return Query.at("/v1/schedules/%s" + under, name);
    }
}
