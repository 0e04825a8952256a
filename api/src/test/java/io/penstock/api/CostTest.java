package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Routes;
import io.penstock.db.limit.TokenPrice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is set aside of budgets for a job that asks a model. */
class CostTest {

    private static final String ROUTE = "priced";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    @BeforeEach
    void aRouteWithAPrice() {
        var limits = api.bean(Limits.class);
        new Routes(api.database().jdbi(), limits)
                .declare(
                        Map.of(ROUTE, List.of("a")),
                        List.of(),
                        List.of(new TokenPrice("a", 0, BigDecimal.ONE, BigDecimal.TWO)));
        await().until(() -> limits.needs().route(ROUTE).isPresent());
    }

    private String setAsideFor(String job) {
        var id = JobId.parse(client.submit(job).is(202).text("/id")).orElseThrow();
        return api.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT coalesce(weights ->> '$', 'nothing') FROM live WHERE id = :id")
                        .bind("id", id.uuid())
                        .mapTo(String.class)
                        .one());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            }                         | 2202
            , "max_output_tokens": 50}| 302
            }, "cost": 0.5            | 500000
            }, "cost": 0              | nothing
            """)
    void isWhatTheJobSaysOrElseWhatItsTokensCost(String more, String setAside) {
        var job =
                "{\"kind\": \"ai.generate\", \"payload\": {\"language\": \"go\", \"content\": \"12345678\", \"route\": \"priced\"";
        assertThat(setAsideFor(job + more + "}")).isEqualTo(setAside);
    }

    @Test
    void aRouteThatThereIsNotIsRefused() {
        client.submit(
                        "{\"kind\": \"ai.generate\", \"payload\": {\"language\": \"go\", \"content\": \"x\", \"route\": \"prized\"}}")
                .isInvalidAt("/payload/route");
    }

    @Test
    void aReviewByARouteThatThereIsNotIsRefused() {
        client.post("/v1/analyses", """
                {"source": {"git": "https://a.example/b"}, "review": {"route": "prized"}, "max_cost": 1}""").isInvalidAt("/review/route");
    }

    @Test
    void isNothingForOtherKinds() {
        assertThat(setAsideFor("{\"kind\": \"probe\", \"payload\": {}}")).isEqualTo("nothing");
    }
}
