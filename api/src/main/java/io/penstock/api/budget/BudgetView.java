package io.penstock.api.budget;

import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Money;
import io.penstock.db.limit.Quota;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A budget as its readers see it.
 *
 * @param spent in this period, with what is set aside for jobs under way
 * @param left nothing when too much was spent
 */
record BudgetView(
        String name,
        @Nullable String kind,
        @Nullable String tenant,
        BigDecimal amount,
        String per,
        @Nullable BigDecimal soft,
        BigDecimal spent,
        BigDecimal left,
        Instant periodStart,
        Instant periodEnd,
        boolean declared,
        Instant createdAt,
        Instant changedAt) {

    static BudgetView of(Limit limit) {
        var budget = (Quota.Budget) limit.quota();
        var spending = limit.spending();
        var soft = budget.soft();
        return new BudgetView(
                limit.name(),
                limit.kind(),
                limit.tenant(),
                Money.of(budget.permits()),
                budget.period().iso(),
                soft == null ? null : Money.of(soft),
                Money.of(spending.spent()),
                Money.of(limit.left(0).most()),
                spending.begin(budget),
                spending.until(),
                limit.declared(),
                limit.createdAt(),
                limit.changedAt());
    }
}
