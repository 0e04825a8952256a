package io.penstock.client.command;

import io.penstock.client.server.Refused;
import io.penstock.client.terminal.Spans;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** So many in each period. */
final class Periodic {

    private Periodic() {}

    /** @param typed such as 100/1m */
    static Document of(String option, @Nullable String typed, @Nullable Integer burst) throws Refused {
        if (typed == null) {
            if (burst != null) {
                throw new Refused("--burst is for --rate.");
            }
            return new Document();
        }
        var parts = typed.split("/", 2);
        try {
            return new Document()
                    .with("permits", Integer.valueOf(parts[0].strip()))
                    .with("per", Spans.parse(parts[1]))
                    .with("burst", burst);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new Refused("%s is a number and a time, such as 100/1m.".formatted(option));
        }
    }

    static @Nullable String told(JsonNode periodic, String of) {
        if (!periodic.isObject()) {
            return null;
        }
        return "%s%s in %s%s"
                .formatted(
                        periodic.path("permits").asString(""),
                        of,
                        Spans.rough(Spans.parse(periodic.path("per").asString("PT0S"))),
                        periodic.hasNonNull("burst")
                                ? ", %s at once"
                                        .formatted(periodic.path("burst").asString(""))
                                : "");
    }
}
