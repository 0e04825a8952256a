package io.penstock.db.limit;

import io.penstock.db.database.SqlArray;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * What a million tokens of a deployment cost, in the currency of the budgets.
 *
 * @param above it holds for calls that read more tokens than that
 * @param output with the reasoning
 */
public record TokenPrice(String deployment, long above, BigDecimal input, BigDecimal output) {

    private static final String READ =
            "SELECT deployment, above, input, output FROM token_price ORDER BY deployment, above";

    private static final String WRITE = """
            INSERT INTO token_price (deployment, above, input, output)
            SELECT * FROM unnest(:deployments, :above, :inputs::numeric[], :outputs::numeric[])""";

    public TokenPrice {
        input = input.stripTrailingZeros();
        output = output.stripTrailingZeros();
    }

    /** Those of a deployment in the order of what they are above. */
    static List<TokenPrice> read(Handle handle) {
        return handle.createQuery(READ)
                .map((row, context) -> new TokenPrice(
                        row.getString("deployment"),
                        row.getLong("above"),
                        row.getBigDecimal("input"),
                        row.getBigDecimal("output")))
                .list();
    }

    /** Writes these in the place of those that there are; returns whether there was anything to do. */
    static boolean replace(Handle handle, List<TokenPrice> prices) {
        handle.execute("LOCK TABLE token_price IN SHARE ROW EXCLUSIVE MODE");
        var before = read(handle);
        if (before.size() == prices.size() && before.containsAll(prices)) {
            return false;
        }
        handle.execute("DELETE FROM token_price");
        handle.createUpdate(WRITE)
                .bind("deployments", SqlArray.texts(prices, TokenPrice::deployment))
                .bind("above", SqlArray.longs(prices, TokenPrice::above))
                .bind("inputs", SqlArray.texts(prices, price -> price.input.toPlainString()))
                .bind("outputs", SqlArray.texts(prices, price -> price.output.toPlainString()))
                .execute();
        return true;
    }

    boolean isFor(Map<String, Long> tokens) {
        return above == 0 || tokens.getOrDefault("input_tokens", 0L) > above;
    }

    /** What so many cost, in millionths. */
    long of(Map<String, Long> tokens) {
        return input.multiply(BigDecimal.valueOf(tokens.getOrDefault("input_tokens", 0L)))
                .add(output.multiply(BigDecimal.valueOf(tokens.getOrDefault("output_tokens", 0L))))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
