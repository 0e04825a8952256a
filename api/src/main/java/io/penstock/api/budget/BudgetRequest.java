package io.penstock.api.budget;

import io.penstock.catalog.json.Violation;
import io.penstock.db.limit.BudgetPeriod;
import io.penstock.db.limit.Money;
import io.penstock.db.limit.Quota;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent.
 *
 * @param soft when more than that is spent, an event says so
 */
record BudgetRequest(
        @NotNull BigDecimal amount,

        @NotNull @Pattern(regexp = PER, message = PER_RULE) String per,

        @Nullable BigDecimal soft) {

    static final String PER = "P1D|P1W|P1M";
    static final String PER_RULE = "must be P1D, P1W or P1M";

    private static final BigDecimal MOST = Money.of(Quota.Budget.MOST);

    List<Violation> violations() {
        var broken = new ArrayList<Violation>();
        money("/amount", amount, broken);
        if (soft != null) {
            money("/soft", soft, broken);
            if (soft.compareTo(amount) >= 0) {
                broken.add(new Violation("/soft", "must be less than amount"));
            }
        }
        return broken;
    }

    private static void money(String pointer, BigDecimal amount, List<Violation> broken) {
        if (amount.signum() <= 0 || amount.compareTo(MOST) > 0) {
            broken.add(new Violation(pointer, "must be greater than 0 and at most " + MOST));
        } else if (!Money.isExact(amount)) {
            broken.add(new Violation(pointer, "must have at most 6 decimals"));
        }
    }

    Quota.Budget budget() {
        return new Quota.Budget(
                Money.millionths(amount),
                BudgetPeriod.parse(per).orElseThrow(),
                soft == null ? null : (Long) Money.millionths(soft));
    }
}
