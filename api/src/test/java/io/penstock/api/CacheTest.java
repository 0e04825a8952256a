package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.cache.KeptAnswers.NewAnswer;
import io.penstock.db.cache.QuestionKey;
import io.penstock.db.usage.Consumption;
import io.penstock.db.usage.DailyUse;
import io.penstock.db.usage.DailyUse.Consumed;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private void keep(TestClient whose, String kind, String model, String text) {
        var key = QuestionKey.of(
                Json.mapper().createObjectNode().put("q", UUID.randomUUID().toString()));
        new KeptAnswers(api.database())
                .keep(new NewAnswer(key, whose.tenant(), kind, model, text, null), Duration.ofDays(1));
    }

    private Answer cache() {
        return client.get("/v1/cache").is(200).fits("Cache");
    }

    private int deleted(String query) {
        return client.send(client.request("/v1/cache" + query).DELETE())
                .is(200)
                .fits("CacheDeleted")
                .at("/deleted")
                .asInt();
    }

    @Test
    void itSaysWhatItHoldsAndHowOftenItServed() {
        assertThat(cache().at("/entries").asInt()).isZero();
        keep(client, "ai.generate", "m", "four");
        keep(client, "ai.analyze", "m", "é");
        keep(api.newTenant(), "ai.generate", "m", "of others");
        var hit = Consumption.hit("openai", "m", Mode.LIVE, new BigDecimal("0.25"));
        api.database()
                .jdbi()
                .useTransaction(handle -> DailyUse.add(
                        handle,
                        List.of(
                                new Consumed(client.tenant(), "ai.generate", hit),
                                new Consumed(client.tenant(), "ai.analyze", hit),
                                new Consumed(
                                        client.tenant(), "ai.generate", Consumption.miss("openai", "m", Mode.LIVE)))));

        var cache = cache();

        assertThat(cache.at("/entries").asInt()).isEqualTo(2);
        assertThat(cache.at("/bytes").asInt()).isEqualTo(6);
        assertThat(cache.at("/hits").asInt()).isEqualTo(2);
        assertThat(cache.at("/misses").asInt()).isEqualTo(1);
        assertThat(cache.at("/saved").decimalValue()).isEqualByComparingTo("0.5");
    }

    @Test
    void aTenantDeletesAllOrSomeOfItsOwn() {
        var other = api.newTenant();
        keep(other, "ai.generate", "m", "words");
        keep(client, "ai.generate", "m", "words");
        keep(client, "ai.generate", "n", "words");
        keep(client, "ai.analyze", "n", "words");

        assertThat(deleted("?kind=ai.generate&model=n")).isEqualTo(1);
        assertThat(deleted("?model=m")).isEqualTo(1);
        assertThat(deleted("")).isEqualTo(1);
        assertThat(deleted("")).isZero();
        assertThat(other.get("/v1/cache").is(200).at("/entries").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kind=AI       | /kind   | must be the name of a kind
            model=        | /model  | must be the name of a model, of at most 200 characters
            tenant=acme   | /tenant | is not a known parameter
            """)
    void aSlipDeletesNothing(String query, String pointer, String rule) {
        keep(client, "ai.generate", "m", "words");

        assertThat(client.send(client.request("/v1/cache?" + query).DELETE())
                        .isInvalidAt(pointer)
                        .rules())
                .containsExactly(rule);

        assertThat(cache().at("/entries").asInt()).isEqualTo(1);
    }
}
