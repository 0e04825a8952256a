package io.penstock.db.limit;

import java.time.Instant;

/**
 * Something that is said of a budget once in a period.
 *
 * @param amount of the budget, in millionths of the currency; so with what is spent
 * @param begin of the period
 * @param until when the period ends
 * @param at when it was noticed, by the database's clock
 */
public record BudgetNews(Type type, String name, long amount, long spent, Instant begin, Instant until, Instant at) {

    public enum Type {
        /** More than the soft part of it is spent. */
        SOFT,
        /** A job waits as there is not enough left for it. */
        EXHAUSTED
    }
}
