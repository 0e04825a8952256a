package io.penstock.api.usage;

import io.penstock.catalog.kind.Mode;
import io.penstock.db.limit.Money;
import io.penstock.db.usage.Amounts;
import io.penstock.db.usage.DayOfUse;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * What was taken of models, as its readers see it.
 *
 * @param from the first day, and {@code to} the last
 */
record UsageView(String from, String to, List<Sum> data, Total total) {

    static UsageView of(LocalDate from, LocalDate to, List<DayOfUse> days) {
        var all = days.stream().map(DayOfUse::amounts).reduce(Amounts.NONE, Amounts::plus);
        return new UsageView(
                from.toString(), to.toString(), days.stream().map(Sum::of).toList(), Total.of(all));
    }

    record Sum(
            String day,
            String kind,
            String provider,
            String model,
            Mode mode,
            long calls,
            long unpricedCalls,
            long inputTokens,
            long cachedTokens,
            long cacheWriteTokens,
            long outputTokens,
            long reasoningTokens,
            BigDecimal cost,
            long cacheHits,
            long cacheMisses,
            BigDecimal saved) {

        static Sum of(DayOfUse day) {
            var amounts = day.amounts();
            var tokens = amounts.tokens();
            return new Sum(
                    day.day().toString(),
                    day.kind(),
                    day.provider(),
                    day.model(),
                    day.mode(),
                    amounts.calls(),
                    amounts.unpricedCalls(),
                    tokens.inputTokens(),
                    tokens.cachedTokens(),
                    tokens.cacheWriteTokens(),
                    tokens.outputTokens(),
                    tokens.reasoningTokens(),
                    Money.of(amounts.cost()),
                    amounts.cacheHits(),
                    amounts.cacheMisses(),
                    Money.of(amounts.saved()));
        }
    }

    record Total(
            long calls,
            long unpricedCalls,
            long inputTokens,
            long cachedTokens,
            long cacheWriteTokens,
            long outputTokens,
            long reasoningTokens,
            BigDecimal cost,
            long cacheHits,
            long cacheMisses,
            BigDecimal saved) {

        static Total of(Amounts amounts) {
            var tokens = amounts.tokens();
            return new Total(
                    amounts.calls(),
                    amounts.unpricedCalls(),
                    tokens.inputTokens(),
                    tokens.cachedTokens(),
                    tokens.cacheWriteTokens(),
                    tokens.outputTokens(),
                    tokens.reasoningTokens(),
                    Money.of(amounts.cost()),
                    amounts.cacheHits(),
                    amounts.cacheMisses(),
                    Money.of(amounts.saved()));
        }
    }
}
