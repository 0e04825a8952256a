package io.penstock.db.usage;

import io.penstock.catalog.ai.Usage;

/**
 * How much it was.
 *
 * @param unpricedCalls of the calls, those whose cost is not known
 * @param cost of the others, in millionths
 * @param cacheHits answers that were given again
 * @param cacheMisses how often there was none, where one would have done
 * @param saved what the answers that were given again had cost, in millionths
 */
public record Amounts(
        long calls, long unpricedCalls, Usage tokens, long cost, long cacheHits, long cacheMisses, long saved) {

    public static final Amounts NONE = new Amounts(0, 0, Usage.NONE, 0, 0, 0, 0);

    public Amounts plus(Amounts more) {
        return new Amounts(
                calls + more.calls,
                unpricedCalls + more.unpricedCalls,
                tokens.plus(more.tokens),
                cost + more.cost,
                cacheHits + more.cacheHits,
                cacheMisses + more.cacheMisses,
                saved + more.saved);
    }
}
