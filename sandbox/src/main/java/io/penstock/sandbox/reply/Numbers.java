package io.penstock.sandbox.reply;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Numbers between the bounds of a schema. */
final class Numbers {

    private static final BigDecimal SPAN = BigDecimal.valueOf(100);

    private Numbers() {}

    static BigInteger whole(JsonNode schema, SplittableRandom random) {
        var step = schema.has("multipleOf") ? decimal(schema.path("multipleOf")) : BigDecimal.ONE;
        return multiple(schema, step.stripTrailingZeros().scale() > 0 ? BigDecimal.ONE : step, random)
                .toBigInteger();
    }

    static BigDecimal any(JsonNode schema, SplittableRandom random) {
        if (schema.has("multipleOf")) {
            return multiple(schema, decimal(schema.path("multipleOf")), random);
        }
        var lowest = lowest(schema);
        var part = BigDecimal.valueOf(random.nextInt(1, 100)).movePointLeft(2);
        return highest(schema, lowest).subtract(lowest).multiply(part).add(lowest);
    }

    private static BigDecimal multiple(JsonNode schema, BigDecimal step, SplittableRandom random) {
        var lowest = lowest(schema);
        var first = lowest.divide(step, 0, RoundingMode.CEILING);
        if (first.multiply(step).compareTo(lowest) == 0 && isExclusive(schema, "exclusiveMinimum", lowest)) {
            first = first.add(BigDecimal.ONE);
        }
        var highest = highest(schema, lowest);
        var last = highest.divide(step, 0, RoundingMode.FLOOR);
        if (last.multiply(step).compareTo(highest) == 0 && isExclusive(schema, "exclusiveMaximum", highest)) {
            last = last.subtract(BigDecimal.ONE);
        }
        var room = last.subtract(first).max(BigDecimal.ZERO).min(SPAN).intValue();
        return first.add(BigDecimal.valueOf(random.nextInt(room + 1))).multiply(step, MathContext.UNLIMITED);
    }

    private static boolean isExclusive(JsonNode schema, String name, BigDecimal bound) {
        return schema.path(name).isNumber() && decimal(schema.path(name)).compareTo(bound) == 0;
    }

    private static BigDecimal lowest(JsonNode schema) {
        var lower = bound(schema, "minimum", "exclusiveMinimum", true);
        var upper = bound(schema, "maximum", "exclusiveMaximum", false);
        if (lower != null) {
            return lower;
        }
        return upper == null || upper.signum() > 0 ? BigDecimal.ZERO : upper.subtract(SPAN);
    }

    private static BigDecimal highest(JsonNode schema, BigDecimal lowest) {
        var upper = bound(schema, "maximum", "exclusiveMaximum", false);
        return upper == null ? lowest.add(SPAN) : upper;
    }

    /** The stricter of the two. */
    private static @Nullable BigDecimal bound(JsonNode schema, String name, String exclusive, boolean lower) {
        var one = schema.path(name).isNumber() ? decimal(schema.path(name)) : null;
        var other = schema.path(exclusive).isNumber() ? decimal(schema.path(exclusive)) : null;
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return lower ? one.max(other) : one.min(other);
    }

    private static BigDecimal decimal(JsonNode number) {
        return number.decimalValue();
    }
}
