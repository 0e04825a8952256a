package io.penstock.api.limit;

import io.penstock.catalog.json.Violation;
import io.penstock.db.limit.Quota;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How much a limit is to let through: one of the three. */
record QuotaRequest(
        @Valid @Nullable PeriodicRequest rate,
        @Valid @Nullable PeriodicRequest units,
        @Valid @Nullable ConcurrencyRequest concurrency) {

    /** @param burst how many at once; all of a period's unless given */
    record PeriodicRequest(
            @NotNull @Min(1) @Max(Quota.MOST) Long permits,
            @NotNull Duration per,
            @Min(1) @Max(Quota.MOST) @Nullable Long burst) {

        long burstOrAll() {
            return burst == null ? permits : burst;
        }
    }

    record ConcurrencyRequest(
            @NotNull @Min(1) @Max(Quota.MOST) Long max) {}

    List<Violation> violations() {
        var broken = new ArrayList<Violation>();
        if (Stream.of(rate, units, concurrency).filter(Objects::nonNull).count() != 1) {
            broken.add(new Violation("", "must have exactly one of rate, units and concurrency"));
        }
        periodic("/rate", rate, broken);
        periodic("/units", units, broken);
        return broken;
    }

    private static void periodic(String pointer, @Nullable PeriodicRequest quota, List<Violation> broken) {
        if (quota == null) {
            return;
        }
        if (quota.per.compareTo(Quota.SHORTEST) < 0 || quota.per.compareTo(Quota.LONGEST) > 0) {
            broken.add(new Violation(pointer + "/per", "must be between PT1S and PT24H"));
        }
        if (quota.burstOrAll() > quota.permits) {
            broken.add(new Violation(pointer + "/burst", "must not be more than permits"));
        }
    }

    Quota quota() {
        if (rate != null) {
            return new Quota.Rate(rate.permits, rate.per, rate.burstOrAll());
        }
        if (units != null) {
            return new Quota.Units(units.permits, units.per, units.burstOrAll());
        }
        return new Quota.Concurrency(Objects.requireNonNull(concurrency).max);
    }
}
