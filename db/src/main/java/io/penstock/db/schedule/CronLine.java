package io.penstock.db.schedule;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;

/** Local times, as a line of cron has them: five fields, or six with the second in front. */
public record CronLine(String text, CronExpression expression) {

    public static final int LONGEST = 200;

    private static final List<String> FIELDS = List.of(
            "a second of 0-59",
            "a minute of 0-59",
            "an hour of 0-23",
            "a day of the month of 1-31",
            "a month of 1-12 or JAN-DEC",
            "a day of the week of 0-7 or SUN-SAT");

    /** What can occur at all occurs within forty years of any time: a certain weekday on the 29th of February takes so long. */
    private static final LocalDateTime LONG_AGO = LocalDateTime.of(2000, 1, 1, 0, 0);

    /** @throws IllegalArgumentException with the rule that the line breaks */
    public static CronLine of(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("must have at most " + LONGEST + " characters");
        }
        if (!text.matches("[\\t\\x20-\\x7e]*")) {
            throw new IllegalArgumentException("must be printable ASCII");
        }
        var line = known(text);
        if (line.after(LONG_AGO).isEmpty()) {
            throw new IllegalArgumentException("never fires");
        }
        return line;
    }

    /** One that was checked before. */
    static CronLine known(String text) {
        return new CronLine(text, text.startsWith("@") ? named(text) : ofFields(text.strip()));
    }

    private static CronExpression named(String text) {
        if (!text.matches("@(yearly|annually|monthly|weekly|daily|midnight|hourly)")) {
            throw new IllegalArgumentException(
                    "must be one of @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly, or fields");
        }
        return CronExpression.parse(text);
    }

    private static CronExpression ofFields(String text) {
        var fields = text.split("\\s+", -1);
        int first = FIELDS.size() - fields.length;
        if (first != 0 && first != 1) {
            throw new IllegalArgumentException(
                    "must have 5 fields (minute, hour, day of month, month, day of week), or 6 with the second first");
        }
        for (int i = 0; i < fields.length; i++) {
            check(fields[i], i, first + i);
        }
        return CronExpression.parse((first == 1 ? "0 " : "") + String.join(" ", fields));
    }

    /** By itself, so that the refusal can say which one it is. */
    private static void check(String field, int nr, int meaning) {
        var alone = Collections.nCopies(FIELDS.size(), "*").toArray(String[]::new);
        alone[meaning] = field;
        try {
            CronExpression.parse(String.join(" ", alone));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must have %s in field %d, alone or with * , - and /".formatted(FIELDS.get(meaning), nr + 1));
        }
    }

    /** The first of its times that is later. */
    Optional<LocalDateTime> after(LocalDateTime time) {
        return Optional.ofNullable(expression.next(time));
    }
}
