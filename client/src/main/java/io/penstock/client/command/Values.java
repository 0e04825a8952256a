package io.penstock.client.command;

import io.penstock.client.terminal.Cell;
import io.penstock.client.terminal.Spans;
import io.penstock.client.terminal.Tone;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What stands in a view, as people read it. */
final class Values {

    private Values() {}

    /** Empty for what is not there. */
    static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        } else if (value.isArray()) {
            return value.valueStream().map(Values::text).collect(Collectors.joining(", "));
        } else if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> field.getKey() + "=" + text(field.getValue()))
                    .collect(Collectors.joining(" "));
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** How many slots are taken, of how many there are. */
    static String busy(JsonNode slots) {
        return "%s/%s".formatted(text(slots.path("slots_busy")), text(slots.path("slots")));
    }

    static Cell state(String state) {
        return new Cell(state, tone(state));
    }

    static Tone tone(String state) {
        return switch (state) {
            case "succeeded", "finished", "done", "active", "open", "valid", "resolved", "fired" -> Tone.GOOD;
            case "failed", "expired", "outcome_unknown", "invalid", "aborted", "revoked", "closed", "lost" -> Tone.BAD;
            case "retrying", "draining", "paused", "skipped", "overridden", "planned" -> Tone.DOUBTFUL;
            case "running", "receiving" -> Tone.BUSY;
            case "cancelled", "stopped", "ended", "ignored", "deduplicated" -> Tone.FAINT;
            default -> Tone.PLAIN;
        };
    }

    /** A clock here that is late is no reason to see what has not happened yet. */
    static String age(JsonNode time, Instant now) {
        var span = since(time, now);
        return span == null ? "" : Spans.rough(span.isNegative() ? Duration.ZERO : span);
    }

    static String when(JsonNode time, Instant now) {
        var span = since(time, now);
        if (span == null) {
            return "";
        }
        return span.isNegative() ? "in " + Spans.rough(span.negated()) : Spans.rough(span) + " ago";
    }

    private static @Nullable Duration since(JsonNode time, Instant now) {
        try {
            return time.isString() ? Duration.between(Instant.parse(time.stringValue()), now) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
