package io.penstock.db.usage;

import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.limit.Money;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What an attempt took of a model. */
public record Consumption(String provider, String model, Mode mode, Amounts amounts) {

    /**
     * One call, whatever came of it.
     *
     * @param cost nothing when no price is known
     */
    public static Consumption call(String provider, String model, Mode mode, Usage tokens, @Nullable BigDecimal cost) {
        long millionths = cost == null ? 0 : Money.millionths(cost);
        return new Consumption(
                provider, model, mode, new Amounts(1, cost == null ? 1 : 0, tokens, millionths, 0, 0, 0));
    }

    /**
     * An answer that was given again.
     *
     * @param saved what it had cost; nothing when no price was known
     */
    public static Consumption hit(String provider, String model, Mode mode, @Nullable BigDecimal saved) {
        long millionths = saved == null ? 0 : Money.millionths(saved);
        return new Consumption(provider, model, mode, new Amounts(0, 0, Usage.NONE, 0, 1, 0, millionths));
    }

    /** That there was none to be given again. */
    public static Consumption miss(String provider, String model, Mode mode) {
        return new Consumption(provider, model, mode, new Amounts(0, 0, Usage.NONE, 0, 0, 1, 0));
    }
}
