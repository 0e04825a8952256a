package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.usage.Consumption;
import io.penstock.db.usage.DailyUse;
import io.penstock.db.usage.DailyUse.Consumed;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private void took(String kind, Consumption... consumptions) {
        var consumed = Stream.of(consumptions)
                .map(one -> new Consumed(client.tenant(), kind, one))
                .toList();
        api.database().jdbi().useTransaction(handle -> DailyUse.add(handle, consumed));
    }

    private void before(int days) {
        api.database()
                .jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE ai_usage SET day = day - ? WHERE tenant = ?", days, client.tenant()));
    }

    private static Consumption call(String model) {
        return Consumption.call("openai", model, Mode.LIVE, new Usage(20, 8, 5, 10, 4), new BigDecimal("0.0015"));
    }

    private LocalDate today() {
        return LocalDate.parse(client.get("/v1/usage").is(200).text("/to"));
    }

    @Test
    void whatWasTakenIsSummedUpByDayKindAndModel() {
        took("ai.generate", call("m"), call("m"), Consumption.hit("openai", "m", Mode.LIVE, new BigDecimal("0.25")));
        took("ai.analyze", call("n"), Consumption.call("openai", "n", Mode.LIVE, Usage.NONE, null));
        before(1);
        took("ai.generate", call("m"), Consumption.miss("openai", "m", Mode.LIVE));

        var usage = client.get("/v1/usage").is(200).fits("UsageReport");

        assertThat(usage.at("/data")
                        .valueStream()
                        .map(sum -> sum.at("/kind").stringValue() + " "
                                + sum.at("/model").stringValue() + " "
                                + sum.at("/calls").asInt()))
                .containsExactly("ai.analyze n 2", "ai.generate m 2", "ai.generate m 1");
        assertThat(usage.text("/data/0/day")).isEqualTo(today().minusDays(1).toString());
        assertThat(usage.text("/data/2/day")).isEqualTo(today().toString());
        assertThat(usage.text("/from")).isEqualTo(today().minusDays(29).toString());
        assertThat(usage.text("/data/0/mode")).isEqualTo("live");
        assertThat(usage.at("/data/0/unpriced_calls").asInt()).isEqualTo(1);
        assertThat(usage.at("/total/calls").asInt()).isEqualTo(5);
        assertThat(usage.at("/total/input_tokens").asInt()).isEqualTo(80);
        assertThat(usage.at("/total/reasoning_tokens").asInt()).isEqualTo(16);
        assertThat(usage.at("/total/cost").decimalValue()).isEqualByComparingTo("0.006");
        assertThat(usage.at("/total/saved").decimalValue()).isEqualByComparingTo("0.25");
        assertThat(usage.at("/total/cache_hits").asInt()).isEqualTo(1);
        assertThat(usage.at("/total/cache_misses").asInt()).isEqualTo(1);
    }

    @Test
    void itIsNarrowedByDayKindAndModel() {
        took("ai.generate", call("m"));
        before(1);
        took("ai.generate", call("m"), call("n"));
        took("ai.analyze", call("m"));

        assertThat(calls("?from=" + today())).isEqualTo(3);
        assertThat(calls("?to=" + today().minusDays(1))).isEqualTo(1);
        assertThat(calls("?kind=ai.analyze")).isEqualTo(1);
        assertThat(calls("?kind=ai.generate&model=m")).isEqualTo(2);
        assertThat(calls("?model=none")).isZero();
    }

    @Test
    void whatOthersTookIsTheirAffair() {
        took("ai.generate", call("m"));

        assertThat(api.newTenant().get("/v1/usage").is(200).at("/data")).isEmpty();
    }

    private int calls(String query) {
        return client.get("/v1/usage" + query)
                .is(200)
                .fits("UsageReport")
                .at("/total/calls")
                .asInt();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from=yesterday                    | /from  | must be a day such as 2026-01-31
            to=2026-02-30                     | /to    | must be a day such as 2026-01-31
            to=2026-1-3                       | /to    | must be a day such as 2026-01-31
            from=                             | /from  | must be a day such as 2026-01-31
            from=2026-02-02&to=2026-02-01     | /from  | must not be after to, which is 2026-02-01
            from=2025-01-31&to=2026-02-01     | /from  | must be less than 366 days before to, which is 2026-02-01
            from=2026-02-01&from=2026-02-02   | /from  | must be given once
            kind=AI                           | /kind  | must be the name of a kind
            model=                            | /model | must be the name of a model, of at most 200 characters
            model=a%00b                       | /model | must be the name of a model, of at most 200 characters
            day=2026-02-01                    | /day   | is not a known parameter
            """)
    void aWrongQuestionIsRefused(String query, String pointer, String rule) {
        assertThat(client.get("/v1/usage?" + query).isInvalidAt(pointer).rules())
                .isEqualTo(List.of(rule));
    }

    @Test
    void aWholeYearMayBeAskedFor() {
        client.get("/v1/usage?from=2024-01-01&to=2024-12-31").is(200);
    }
}
