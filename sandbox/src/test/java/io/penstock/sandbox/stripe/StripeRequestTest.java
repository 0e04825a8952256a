package io.penstock.sandbox.stripe;

import static io.penstock.sandbox.stripe.Till.INTENTS;
import static io.penstock.sandbox.stripe.Till.REFUNDS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Sandbox;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class StripeRequestTest {

    private final Sandbox sandbox = Sandbox.start(0);
    private final Till till = new Till(sandbox);

    @AfterEach
    void close() {
        till.close();
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            currency=eur                                | amount   | parameter_missing
            amount=1                                    | currency | parameter_missing
            amount=1.5&currency=eur                     | amount   | parameter_invalid_integer
            amount=0&currency=eur                       | amount   | parameter_invalid_integer
            amount=100000000&currency=eur               | amount   | amount_too_large
            amount=1&currency=abc                       | currency | ''
            amount=1&currency=eur&colour=red            | colour   | parameter_unknown
            amount=1&currency=eur&capture_method=slowly | capture_method | ''
            amount=1&currency=eur&confirm=true          | payment_method | parameter_missing
            amount=1&currency=eur&payment_method=pm_x   | payment_method | resource_missing
            """)
    void whatIsWrongIsNamed(String form, String param, String code) {
        var refused = till.post(INTENTS, form);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Till.at(refused, "/error/type")).isEqualTo("invalid_request_error");
        assertThat(Till.at(refused, "/error/param")).isEqualTo(param);
        assertThat(Till.at(refused, "/error/code")).isEqualTo(code);
        assertThat(Till.at(refused, "/error/message")).startsWith("Sandbox: ");
        assertThat(refused.headers().firstValue("request-id")).isPresent();
        assertThat(till.look(INTENTS).path("data")).isEmpty();
    }

    @Test
    void whatIsNotThereIsMissing() {
        for (var path : new String[] {INTENTS + "/pi_1", REFUNDS + "/re_1", "/stripe/v1/charges/ch_1"}) {
            var missing = till.asker().get(path);
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(Till.at(missing, "/error/code")).isEqualTo("resource_missing");
        }
        assertThat(till.post(REFUNDS, "payment_intent=pi_1").statusCode()).isEqualTo(404);
        assertThat(till.asker().get("/stripe/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(till.asker().get(INTENTS + "?starting_after=pi_1").statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoHasNoGoodKeyIsNotKnown() {
        assertThat(status("Basic " + Base64.getEncoder().encodeToString("sk_test_1:".getBytes(UTF_8))))
                .isEqualTo(200);
        assertThat(status("Bearer sk_test_1")).isEqualTo(200);
        assertThat(status("Bearer invalid_1")).isEqualTo(401);
        assertThat(status("Basic " + Base64.getEncoder().encodeToString("invalid:".getBytes(UTF_8))))
                .isEqualTo(401);
        assertThat(status("Basic !")).isEqualTo(401);
        assertThat(till.asker()
                        .without("authorization")
                        .get("/stripe/v1/balance")
                        .statusCode())
                .isEqualTo(401);
    }

    private int status(String authorization) {
        return till.asker()
                .with("authorization", authorization)
                .get("/stripe/v1/balance")
                .statusCode();
    }

    @Test
    void theVersionThatIsAskedForIsSaid() {
        assertThat(till.asker().get("/stripe/v1/balance").headers().firstValue("stripe-version"))
                .contains(Stripe.VERSION);
        till.asker().with("stripe-version", "2020-08-27");
        assertThat(till.asker().get("/stripe/v1/balance").headers().firstValue("stripe-version"))
                .contains("2020-08-27");
    }

    private static List<String> ids(JsonNode list) {
        return list.path("data")
                .valueStream()
                .map(one -> one.path("id").stringValue())
                .toList();
    }

    @Test
    void listsAreInPagesAndTheNewestFirst() {
        var ids = IntStream.range(0, 5)
                .mapToObj(i -> Till.id(till.post(INTENTS, "amount=1&currency=eur&customer=cus_" + i % 2)))
                .toList()
                .reversed();

        var first = till.look(INTENTS + "?limit=3");
        var second = till.look(INTENTS + "?limit=3&starting_after=" + ids(first).getLast());

        assertThat(ids(first)).isEqualTo(ids.subList(0, 3));
        assertThat(first.path("has_more").booleanValue()).isTrue();
        assertThat(ids(second)).isEqualTo(ids.subList(3, 5));
        assertThat(second.path("has_more").booleanValue()).isFalse();
        assertThat(ids(till.look(INTENTS + "?customer=cus_1"))).containsExactly(ids.get(1), ids.get(3));
        assertThat(till.asker().get(INTENTS + "?limit=101").statusCode()).isEqualTo(400);
    }

    private JsonNode search(String query, String more) {
        return till.look(INTENTS + "/search?query=" + URLEncoder.encode(query, UTF_8) + more);
    }

    @Test
    void intentsAreFoundByTheirMetadata() {
        var form = "amount=1&currency=eur&metadata[penstock_job]=%s&metadata[step]=%s";
        var one = Till.id(till.post(INTENTS, form.formatted("7", "pay")));
        var two = Till.id(till.post(INTENTS, form.formatted("7", "tip")));
        till.post(INTENTS, form.formatted("8", "pay"));

        assertThat(ids(search("metadata['penstock_job']:'7'", ""))).containsExactly(two, one);
        assertThat(ids(search("metadata[\"step\"]:\"pay\" AND metadata['penstock_job']:'7'", "")))
                .containsExactly(one);
        assertThat(ids(search("metadata['penstock_job']:'9'", ""))).isEmpty();
        var page = search("metadata['penstock_job']:'7'", "&limit=1");
        assertThat(ids(search(
                        "metadata['penstock_job']:'7'",
                        "&page=" + page.path("next_page").stringValue())))
                .containsExactly(one);

        till.post(INTENTS + "/" + one, "metadata[penstock_job]=8");
        assertThat(ids(search("metadata['penstock_job']:'7'", ""))).containsExactly(two);
        assertThat(search("amount>5", "").at("/error/param").stringValue()).isEqualTo("query");
    }

    @Test
    void theChargeIsShownToWhoAsksForIt() {
        var paid = till.post(INTENTS, Till.payment("pm_card_visa") + "&expand[]=latest_charge");

        assertThat(Till.at(paid, "/latest_charge/object")).isEqualTo("charge");
        assertThat(Till.at(paid, "/latest_charge/paid")).isEqualTo("true");
    }
}
