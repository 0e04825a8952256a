package io.penstock.db.usage;

import io.penstock.catalog.kind.Mode;
import io.penstock.db.database.SqlArray;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

/** Adds what attempts took to the sums of the day, in the transaction that settles them. */
public final class DailyUse {

    private static final String ADD = """
            INSERT INTO ai_usage AS had (tenant, day, kind, provider, model, mode, calls, unpriced_calls, input_tokens, cached_tokens,
                cache_write_tokens, output_tokens, reasoning_tokens, cost, cache_hits, cache_misses, saved)
            SELECT tenant, (now() AT TIME ZONE 'UTC')::date, kind, provider, model, mode, calls, unpriced_calls, input_tokens, cached_tokens,
                cache_write_tokens, output_tokens, reasoning_tokens, cost, cache_hits, cache_misses, saved
            FROM unnest(:tenants, :kinds, :providers, :models, :modes, :calls, :unpricedCalls, :inputTokens, :cachedTokens,
                :cacheWriteTokens, :outputTokens, :reasoningTokens, :cost, :cacheHits, :cacheMisses, :saved) WITH ORDINALITY
                AS more (tenant, kind, provider, model, mode, calls, unpriced_calls, input_tokens, cached_tokens,
                    cache_write_tokens, output_tokens, reasoning_tokens, cost, cache_hits, cache_misses, saved, nr)
            ORDER BY nr
            ON CONFLICT (tenant, day, kind, provider, model, mode) DO UPDATE SET
                calls = had.calls + EXCLUDED.calls,
                unpriced_calls = had.unpriced_calls + EXCLUDED.unpriced_calls,
                input_tokens = had.input_tokens + EXCLUDED.input_tokens,
                cached_tokens = had.cached_tokens + EXCLUDED.cached_tokens,
                cache_write_tokens = had.cache_write_tokens + EXCLUDED.cache_write_tokens,
                output_tokens = had.output_tokens + EXCLUDED.output_tokens,
                reasoning_tokens = had.reasoning_tokens + EXCLUDED.reasoning_tokens,
                cost = had.cost + EXCLUDED.cost,
                cache_hits = had.cache_hits + EXCLUDED.cache_hits,
                cache_misses = had.cache_misses + EXCLUDED.cache_misses,
                saved = had.saved + EXCLUDED.saved""";

    /** Everybody's order, so that two who add to the same sums cannot wait for each other. */
    private static final Comparator<Sum> ORDER = Comparator.comparingInt(Sum::tenant)
            .thenComparing(Sum::kind)
            .thenComparing(Sum::provider)
            .thenComparing(Sum::model)
            .thenComparing(Sum::mode);

    private DailyUse() {}

    /** What a job of that tenant and kind took. */
    public record Consumed(int tenant, String kind, Consumption consumption) {

        private Sum sum() {
            return new Sum(tenant, kind, consumption.provider(), consumption.model(), consumption.mode());
        }
    }

    private record Sum(int tenant, String kind, String provider, String model, Mode mode) {}

    /** To be the last of a transaction: it holds the sums until the end, and others wait for them. */
    public static void add(Handle handle, List<Consumed> consumed) {
        if (consumed.isEmpty()) {
            return;
        }
        var sums = consumed.stream()
                .collect(Collectors.toMap(
                        Consumed::sum, c -> c.consumption.amounts(), Amounts::plus, () -> new TreeMap<>(ORDER)));
        handle.createUpdate(ADD)
                .bind("tenants", SqlArray.ints(sums.keySet(), Sum::tenant))
                .bind("kinds", SqlArray.texts(sums.keySet(), Sum::kind))
                .bind("providers", SqlArray.texts(sums.keySet(), Sum::provider))
                .bind("models", SqlArray.texts(sums.keySet(), Sum::model))
                .bind("modes", SqlArray.texts(sums.keySet(), Sum::mode))
                .bind("calls", of(sums, Amounts::calls))
                .bind("unpricedCalls", of(sums, Amounts::unpricedCalls))
                .bind("inputTokens", of(sums, a -> a.tokens().inputTokens()))
                .bind("cachedTokens", of(sums, a -> a.tokens().cachedTokens()))
                .bind("cacheWriteTokens", of(sums, a -> a.tokens().cacheWriteTokens()))
                .bind("outputTokens", of(sums, a -> a.tokens().outputTokens()))
                .bind("reasoningTokens", of(sums, a -> a.tokens().reasoningTokens()))
                .bind("cost", of(sums, Amounts::cost))
                .bind("cacheHits", of(sums, Amounts::cacheHits))
                .bind("cacheMisses", of(sums, Amounts::cacheMisses))
                .bind("saved", of(sums, Amounts::saved))
                .execute();
    }

    private static Argument of(Map<Sum, Amounts> sums, ToLongFunction<Amounts> amount) {
        return SqlArray.longs(sums.values(), (Function<Amounts, Long>) amount::applyAsLong);
    }
}
