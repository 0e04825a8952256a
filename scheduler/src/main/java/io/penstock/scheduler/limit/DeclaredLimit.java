package io.penstock.scheduler.limit;

import io.penstock.db.limit.BudgetPeriod;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Money;
import io.penstock.db.limit.Quota;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;

/**
 * A limit as the configuration declares it, under {@code penstock.limits.} and its name: exactly one of the four.
 *
 * @param kind whose jobs need it without naming it
 * @param tenant whose jobs need it without naming it
 */
public record DeclaredLimit(
        @Nullable String kind,
        @Nullable String tenant,
        @Nullable Periodic rate,
        @Nullable Periodic units,
        @Nullable Concurrency concurrency,
        @Nullable Budget budget) {

    private static final String PREFIX = "penstock.limits";

    /** @param burst all of a period's unless given */
    public record Periodic(
            long permits, @Nullable Duration per, @Nullable Long burst) {
        Duration perOrRefused() {
            if (per == null) {
                throw new IllegalArgumentException("per is missing; give the length of a period, such as 1m");
            }
            return per;
        }

        long burstOrAll() {
            return burst == null ? permits : burst;
        }
    }

    public record Concurrency(long max) {}

    /**
     * @param per P1D, P1W or P1M
     * @param soft nothing is said unless given
     */
    public record Budget(
            @Nullable BigDecimal amount,
            @Nullable String per,
            @Nullable BigDecimal soft) {

        Quota.Budget quota() {
            return new Quota.Budget(
                    millionths(amount == null ? BigDecimal.ZERO : amount),
                    BudgetPeriod.parse(per == null ? "nothing" : per)
                            .orElseThrow(() -> new IllegalArgumentException("per is P1D, P1W or P1M, not " + per)),
                    soft == null ? null : (Long) millionths(soft));
        }

        private static long millionths(BigDecimal amount) {
            if (!Money.isExact(amount) || amount.abs().compareTo(Money.of(Quota.Budget.MOST)) > 0) {
                throw new IllegalArgumentException("An amount is at most " + Money.of(Quota.Budget.MOST)
                        + " and has at most 6 decimals, unlike " + amount);
            }
            return Money.millionths(amount);
        }
    }

    /** All of them, by name. */
    public static Map<String, DeclaredLimit> of(Binder binder) {
        var declared = new TreeMap<>(binder.bind(
                        PREFIX,
                        Bindable.mapOf(String.class, DeclaredLimit.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
                .orElse(Map.of()));
        declared.forEach((name, limit) -> {
            if (!name.matches(Limit.NAME)) {
                throw new IllegalArgumentException(PREFIX + "." + name
                        + ": a limit's name is 1 to 100 lower-case letters, digits, dots, colons, - or _");
            }
            if (name.startsWith(Limit.OF_A_PAUSE) || name.startsWith(Limit.OF_A_ROUTE)) {
                throw new IllegalArgumentException(PREFIX + "." + name
                        + ": a limit's name does not begin with pause: or route:, as those of pauses and routes do");
            }
            limit.quota(name);
        });
        return declared;
    }

    Quota quota(String name) {
        if (Stream.of(rate, units, concurrency, budget).filter(Objects::nonNull).count() != 1) {
            throw new IllegalArgumentException(
                    PREFIX + "." + name + " must have exactly one of rate, units, concurrency and budget");
        }
        try {
            if (rate != null) {
                return new Quota.Rate(rate.permits, rate.perOrRefused(), rate.burstOrAll());
            }
            if (units != null) {
                return new Quota.Units(units.permits, units.perOrRefused(), units.burstOrAll());
            }
            if (budget != null) {
                return budget.quota();
            }
            return new Quota.Concurrency(Objects.requireNonNull(concurrency).max);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "." + name + ": " + e.getMessage(), e);
        }
    }
}
