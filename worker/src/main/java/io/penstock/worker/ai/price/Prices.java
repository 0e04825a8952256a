package io.penstock.worker.ai.price;

import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.limit.TokenPrice;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The price table. */
public final class Prices {

    private static final String OWN = "/ai-prices.json";

    /** The longest name says most of a model, then the higher step, then the later price. */
    private static final Comparator<Price> FITTING = Comparator.<Price>comparingInt(
                    price -> price.model().length())
            .thenComparingLong(Price::above)
            .thenComparing(Price::since);

    private final List<Price> all;
    private final Clock clock;

    private Prices(List<Price> all, Clock clock) {
        this.all = all;
        this.clock = clock;
    }

    /** @param file to read instead of the table that comes along */
    public static Prices load(@Nullable Path file, Clock clock) {
        try {
            return new Prices(file == null ? read(OWN, own()) : read(file.toString(), Files.readAllBytes(file)), clock);
        } catch (IOException e) {
            throw new IllegalArgumentException("penstock.ai.prices: " + file + " cannot be read", e);
        }
    }

    private static byte[] own() {
        try (var in = Objects.requireNonNull(Prices.class.getResourceAsStream(OWN))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Price> read(String name, byte[] json) {
        return switch (Json.read(json, Table.class)) {
            case Read.Valid<Table> table -> table.value().prices();
            case Read.Invalid<Table> invalid ->
                throw new IllegalArgumentException("penstock.ai.prices: " + name + " is wrong: "
                        + invalid.violations().stream().map(Prices::sentence).collect(Collectors.joining("; ")));
        };
    }

    private static String sentence(Violation violation) {
        return (violation.pointer().isEmpty() ? "the file" : violation.pointer()) + " " + violation.detail();
    }

    /** What that took costs today; nothing when no price is known. */
    public Optional<BigDecimal> of(String provider, String model, Usage usage) {
        return fitting(provider, model, usage).map(price -> price.of(usage));
    }

    private Optional<Price> fitting(String provider, String model, Usage usage) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return all.stream()
                .filter(price -> price.isFor(provider, model, usage, today))
                .max(FITTING);
    }

    /** What a million tokens of a model cost today, at each step. */
    public List<TokenPrice> steps(String deployment, String provider, String model) {
        return all.stream()
                .map(Price::above)
                .distinct()
                .flatMap(above -> fitting(provider, model, new Usage(above + 1, 0, 0, 0, 0)).stream()
                        .filter(price -> price.above() == above)
                        .map(price -> new TokenPrice(deployment, above, price.input(), price.output())))
                .toList();
    }

    /** @param note for who reads the file */
    record Table(@Nullable String note, @NotNull List<@Valid @NotNull Price> prices) {

        Table {
            prices.forEach(Table::checkDay);
        }

        private static void checkDay(Price price) {
            try {
                price.since();
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("has a price whose from is no day such as 2026-01-31", e);
            }
        }
    }
}
