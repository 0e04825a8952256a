package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NothingStored.class)
class BudgetRefusalTest {

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "amount": 0, "per": "P1D"                       | /amount | must be greater than 0 and at most 1000000000
            "amount": -1, "per": "P1D"                      | /amount | must be greater than 0 and at most 1000000000
            "amount": 1000000000.5, "per": "P1D"            | /amount | must be greater than 0 and at most 1000000000
            "amount": 1e300, "per": "P1D"                   | /amount | must be greater than 0 and at most 1000000000
            "amount": 0.0000001, "per": "P1D"               | /amount | must have at most 6 decimals
            "amount": "5", "per": "P1D"                     | /amount | must be a number
            "per": "P1D"                                    | /amount | must not be null
            "amount": 5                                     | /per    | must not be null
            "amount": 5, "per": "P2D"                       | /per    | must be P1D, P1W or P1M
            "amount": 5, "per": "P1D", "soft": 5            | /soft   | must be less than amount
            "amount": 5, "per": "P1D", "soft": 0            | /soft   | must be greater than 0 and at most 1000000000
            "amount": 5, "per": "P1D", "kind": "no.such"    | /kind   | is not a known kind; see /v1/kinds
            "amount": 5, "per": "P1D", "tenant": "nobody"   | /tenant | is not the name of a tenant
            "amount": 5, "per": "P1D", "tenant": "a\\u0000b" | /tenant | is not the name of a tenant
            "amount": 5, "per": "P1D", "more": 1            | /more   | is not a known field
            """)
    void anAbsurdBudgetIsRefused(String said, String pointer, String rule) {
        assertThat(client.post("/v1/budgets", "{\"name\": \"absurd\", " + said + "}")
                        .isInvalidAt(pointer)
                        .rules())
                .containsExactly(rule);
    }

    @Test
    void aBadNameIsRefused() {
        client.post("/v1/budgets", "{\"name\": \"$\", \"amount\": 5, \"per\": \"P1D\"}")
                .isInvalidAt("/name");
        client.get("/v1/budgets/NO").is(404);
        client.get("/v1/budgets?page_token=!!").isInvalidAt("/page_token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            -0.01       | must be between 0 and 1000000
            1000000.01  | must be between 0 and 1000000
            1e300       | must be between 0 and 1000000
            0.0000001   | must have at most 6 decimals
            "0.1"       | must be a number
            """)
    void aJobCannotCostWhatNoMoneyIs(String cost, String rule) {
        assertThat(client.post("/v1/jobs", "{\"kind\": \"probe\", \"payload\": {}, \"cost\": " + cost + "}")
                        .isInvalidAt("/cost")
                        .rules())
                .containsExactly(rule);
    }

    @Test
    void aJobCannotHideItsCostAmongItsUnits() {
        client.post("/v1/jobs", "{\"kind\": \"probe\", \"payload\": {}, \"units\": {\"$\": 5}}")
                .isInvalidAt("/units/$");
    }
}
