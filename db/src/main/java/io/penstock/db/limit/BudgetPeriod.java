package io.penstock.db.limit;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A part of the calendar, in UTC: from midnight to midnight, from Monday on, or from the first of a month on. */
public enum BudgetPeriod {
    DAY("P1D"),
    WEEK("P1W"),
    MONTH("P1M");

    private final String iso;

    BudgetPeriod(String iso) {
        this.iso = iso;
    }

    public String iso() {
        return iso;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<BudgetPeriod> parse(String iso) {
        return Arrays.stream(values()).filter(period -> period.iso.equals(iso)).findFirst();
    }

    static BudgetPeriod of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** When the one begins in which this moment lies. */
    public Instant begin(Instant time) {
        return midnight(first(LocalDate.ofInstant(time, ZoneOffset.UTC)));
    }

    /** When it ends, which is when the next one begins. */
    public Instant end(Instant time) {
        var first = first(LocalDate.ofInstant(time, ZoneOffset.UTC));
        return midnight(
                switch (this) {
                    case DAY -> first.plusDays(1);
                    case WEEK -> first.plusWeeks(1);
                    case MONTH -> first.plusMonths(1);
                });
    }

    private LocalDate first(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
