package io.penstock.db.limit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of the currency that budgets are in, as numbers of its millionths. */
public final class Money {

    /** What one job may cost. */
    public static final BigDecimal MOST_OF_A_JOB = BigDecimal.valueOf(1_000_000);

    private static final int DECIMALS = 6;

    private Money() {}

    public static boolean isExact(BigDecimal amount) {
        return amount.stripTrailingZeros().scale() <= DECIMALS;
    }

    /** A part of a millionth is a whole one. */
    public static long millionths(BigDecimal amount) {
        return amount.movePointRight(DECIMALS).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    public static BigDecimal of(long millionths) {
        var amount = BigDecimal.valueOf(millionths, DECIMALS).stripTrailingZeros();
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }
}
