package io.penstock.worker.ai.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.catalog.ai.Usage;
import io.penstock.db.limit.TokenPrice;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC);
    private static final Usage MILLION = new Usage(1_000_000, 0, 0, 1_000_000, 0);

    @TempDir
    Path folder;

    @Test
    void eachSortOfTokensHasItsPrice() throws Exception {
        var prices = prices("""
                {"provider": "p", "model": "m", "from": "2026-01-01", "input": 4, "cached": 1, "cache_write": 5, "output": 10}""");

        assertThat(prices.of("p", "m-large", new Usage(100, 20, 30, 40, 15))).contains(new BigDecimal("0.000770"));
    }

    @Test
    void theCacheCostsWhatOtherInputCostsUnlessItIsSaid() throws Exception {
        var prices = prices(
                "{\"provider\": \"p\", \"model\": \"m\", \"from\": \"2026-01-01\", \"input\": 4, \"output\": 0}");

        assertThat(prices.of("p", "m", new Usage(1_000_000, 200_000, 300_000, 9, 0)))
                .contains(new BigDecimal("4.000000"));
    }

    @ParameterizedTest
    @CsvSource({"m, 1", "m-large, 2", "m-large-5, 2", "m-new, 5", "m-step, 6"})
    void theLongestNameAndTheLatestPriceCount(String model, BigDecimal price) throws Exception {
        var prices = prices("""
                {"provider": "p", "model": "m", "from": "2026-01-01", "input": 1, "output": 0},
                {"provider": "p", "model": "m-large", "from": "2026-01-01", "input": 2, "output": 0},
                {"provider": "q", "model": "m-large-5", "from": "2026-01-01", "input": 3, "output": 0},
                {"provider": "p", "model": "m-new", "from": "2026-01-01", "input": 4, "output": 0},
                {"provider": "p", "model": "m-new", "from": "2026-11-22", "input": 5, "output": 0},
                {"provider": "p", "model": "m-new", "from": "2026-11-23", "input": 9, "output": 0},
                {"provider": "p", "model": "m-step", "from": "2026-01-01", "input": 5, "output": 0},
                {"provider": "p", "model": "m-step", "from": "2026-01-01", "above": 200000, "input": 6, "output": 0},
                {"provider": "p", "model": "m-step", "from": "2026-01-01", "above": 1000000, "input": 7, "output": 0}""");

        assertThat(prices.of("p", model, MILLION))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo(price));
    }

    @Test
    void whatHasNoPriceCostsNobodyKnowsWhat() throws Exception {
        var prices = prices(
                "{\"provider\": \"p\", \"model\": \"m\", \"from\": \"2027-01-01\", \"input\": 1, \"output\": 0}");

        assertThat(prices.of("p", "m", MILLION)).isEmpty();
        assertThat(prices.of("q", "m", MILLION)).isEmpty();
    }

    @Test
    void theTableThatComesAlongKnowsSomeModels() {
        var prices = Prices.load(null, CLOCK);

        assertThat(prices.of("anthropic", "claude-sonnet-4-5-20250929", MILLION))
                .contains(new BigDecimal("18.000000"));
        assertThat(prices.of("openai", "gpt-5-mini", MILLION)).contains(new BigDecimal("2.250000"));
        assertThat(prices.of("gemini", "gemini-2.5-pro", MILLION)).contains(new BigDecimal("17.500000"));
        assertThat(prices.of("openai", "unheard-of", MILLION)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"provider": "p", "model": "m", "from": "2026-01-01", "input": 1}               | /prices/0/output must not be null
            {"provider": "p", "model": "m", "from": "2026-01-01", "input": -1, "output": 1} | /prices/0/input must be greater than or equal to 0
            {"provider": "p", "model": "m", "from": "today", "input": 1, "output": 1}       | has a price whose from is no day such as 2026-01-31
            {"provider": "p", "price": 1}                                                   | /prices/0/price is not a known field
            """)
    void aWrongTableStopsTheStart(String price, String why) {
        assertThatIllegalArgumentException().isThrownBy(() -> prices(price)).withMessageContaining(why);
    }

    @Test
    void aTableThatIsNotThereStopsTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prices.load(folder.resolve("none.json"), CLOCK))
                .withMessageContaining("penstock.ai.prices");
    }

    private Prices prices(String rows) throws IOException {
        var file = Files.writeString(folder.resolve("prices.json"), "{\"prices\": [" + rows + "]}");
        return Prices.load(file, CLOCK);
    }

    @Test
    void theStepsOfAModelAreThoseOfToday() throws Exception {
        var prices = prices("""
                {"provider": "p", "model": "m", "from": "2026-01-01", "input": 1, "output": 2},
                {"provider": "p", "model": "m", "from": "2026-11-22", "input": 3, "output": 4},
                {"provider": "p", "model": "m", "from": "2026-01-01", "above": 200000, "input": 6, "output": 7},
                {"provider": "p", "model": "m", "from": "2027-01-01", "above": 300000, "input": 8, "output": 9},
                {"provider": "p", "model": "n", "from": "2026-01-01", "above": 400000, "input": 8, "output": 9}""");

        assertThat(prices.steps("d", "p", "m"))
                .containsExactlyInAnyOrder(
                        new TokenPrice("d", 0, BigDecimal.valueOf(3), BigDecimal.valueOf(4)),
                        new TokenPrice("d", 200_000, BigDecimal.valueOf(6), BigDecimal.valueOf(7)));
        assertThat(prices.steps("d", "q", "m")).isEmpty();
    }
}
