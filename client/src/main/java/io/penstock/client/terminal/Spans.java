package io.penstock.client.terminal;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Lengths of time as people write and read them. */
public final class Spans {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9}) ?(ms|s|m|min|h|d)");

    private Spans() {}

    /** 500ms, 30s, 15m, 2h, 3d, or as ISO 8601 has it. */
    public static Duration parse(String text) {
        var match = SHORT.matcher(text.strip());
        if (match.matches()) {
            long number = Long.parseLong(match.group(1));
            return switch (match.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m", "min" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
        try {
            return Duration.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "%s is no length of time such as 30s, 15m, 2h or 3d".formatted(Shown.text(text)), e);
        }
    }

    /** In its largest unit, and half of it is nothing. */
    public static String rough(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 1) {
            return span.toMillis() + " ms";
        } else if (seconds < 100 && seconds != 60) {
            return seconds < 10 && span.toMillisPart() >= 100
                    ? String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0)
                    : seconds + " s";
        } else if (span.toMinutes() < 100 && seconds != 3600) {
            return span.toMinutes() + " min";
        } else if (span.toHours() < 48 && seconds != 86_400) {
            return span.toHours() + " h";
        }
        return span.toDays() + " d";
    }
}
