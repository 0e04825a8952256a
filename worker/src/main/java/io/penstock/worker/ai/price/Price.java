package io.penstock.worker.ai.price;

import io.penstock.catalog.ai.Usage;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What tokens of some models cost, for a million of them.
 *
 * @param model what the names of the models begin with
 * @param from the first day that it holds, in UTC
 * @param above it holds for calls that read more tokens than that
 * @param cached read from the provider's cache; as other input unless given
 * @param cacheWrite written to the provider's cache; as other input unless given
 * @param output with the reasoning
 * @param source where it was found, and whether somebody has checked it
 */
record Price(
        @NotNull String provider,
        @NotNull String model,
        @NotNull String from,
        long above,
        @NotNull @PositiveOrZero BigDecimal input,
        @PositiveOrZero @Nullable BigDecimal cached,
        @PositiveOrZero @Nullable BigDecimal cacheWrite,
        @NotNull @PositiveOrZero BigDecimal output,
        @Nullable String source) {

    private static final int DECIMALS = 6;

    boolean isFor(String name, String ofModel, Usage usage, LocalDate day) {
        return provider.equals(name)
                && ofModel.startsWith(model)
                && (above == 0 || usage.inputTokens() > above)
                && !since().isAfter(day);
    }

    LocalDate since() {
        return LocalDate.parse(from);
    }

    BigDecimal of(Usage usage) {
        long plain = Math.max(0, usage.inputTokens() - usage.cachedTokens() - usage.cacheWriteTokens());
        return times(input, plain)
                .add(times(cached == null ? input : cached, usage.cachedTokens()))
                .add(times(cacheWrite == null ? input : cacheWrite, usage.cacheWriteTokens()))
                .add(times(output, usage.outputTokens()))
                .setScale(DECIMALS, RoundingMode.CEILING);
    }

    private static BigDecimal times(BigDecimal ofMillion, long tokens) {
        return ofMillion.multiply(BigDecimal.valueOf(tokens)).movePointLeft(6);
    }
}
