package io.penstock.catalog.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentPayloadTest {

    private static List<String> wrong(Kind<?, ?> kind, String json) {
        return switch (kind.read(Json.mapper().readTree(json))) {
            case Read.Valid<?> valid -> List.of();
            case Read.Invalid<?> invalid ->
                invalid.violations().stream().map(Violation::pointer).toList();
        };
    }

    private static String create(String more) {
        return "{\"amount\": 100, \"currency\": \"eur\"" + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    @Test
    void whatIsInOrderIsTaken() {
        assertThat(wrong(CreateIntent.KIND, create(""))).isEmpty();
        assertThat(wrong(
                        CreateIntent.KIND,
                        create(
                                "\"payment_method\": \"pm_card_visa\", \"customer\": \"cus_1\", \"confirm\": true, \"capture_method\": \"manual\","
                                        + " \"off_session\": true, \"return_url\": \"https://shop.example/back?a=b\", \"description\": \"Ein Rad\","
                                        + " \"receipt_email\": \"ada@example.com\", \"statement_descriptor_suffix\": \"WHEEL 4711\","
                                        + " \"metadata\": {\"order\": \"4711\"}")))
                .isEmpty();
        assertThat(wrong(ConfirmIntent.KIND, "{\"intent\": \"pi_1\", \"payment_method\": \"card_1\"}"))
                .isEmpty();
        assertThat(wrong(CaptureIntent.KIND, "{\"intent\": \"pi_1\", \"amount\": 1}"))
                .isEmpty();
        assertThat(wrong(CancelIntent.KIND, "{\"intent\": \"pi_1\", \"reason\": \"abandoned\"}"))
                .isEmpty();
        assertThat(wrong(RefundPayment.KIND, "{\"intent\": \"pi_1\", \"amount\": 1, \"reason\": \"duplicate\"}"))
                .isEmpty();
        assertThat(wrong(PaymentStatus.KIND, "{\"intent\": \"pi_1\"}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"100\"", "1000000000000", "1e3", "null"})
    void anAmountIsAWholeNumberOfTheSmallestUnit(String amount) {
        assertThat(wrong(CreateIntent.KIND, "{\"amount\": %s, \"currency\": \"eur\"}".formatted(amount)))
                .containsExactly("/amount");
        if (!amount.equals("null")) {
            assertThat(wrong(CaptureIntent.KIND, "{\"intent\": \"pi_1\", \"amount\": %s}".formatted(amount)))
                    .containsExactly("/amount");
            assertThat(wrong(RefundPayment.KIND, "{\"intent\": \"pi_1\", \"amount\": %s}".formatted(amount)))
                    .containsExactly("/amount");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "euro", "xyz", "xau", "e", ""})
    void aCurrencyIsOneThatPeoplePayWith(String currency) {
        assertThat(wrong(CreateIntent.KIND, "{\"amount\": 1, \"currency\": \"%s\"}".formatted(currency)))
                .containsExactly("/currency");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "payment_method": "4242424242424242" | /payment_method
            "payment_method": "pm_1/../x" | /payment_method
            "customer": "12" | /customer
            "confirm": "yes" | /confirm
            "capture_method": "later" | /capture_method
            "payment_method": "pm_1", "confirm": true, "return_url": "javascript:alert(1)" | /return_url
            "payment_method": "pm_1", "confirm": true, "return_url": "https://user:pass@shop.example/" | /return_url
            "receipt_email": "nobody" | /receipt_email
            "receipt_email": "a@b.example\\nBcc: c@d.example" | /receipt_email
            "statement_descriptor_suffix": "<b>" | /statement_descriptor_suffix
            "statement_descriptor_suffix": "twenty-three characters" | /statement_descriptor_suffix
            "metadata": {"a[b]": "c"} | /metadata/a[b]
            "metadata": {"penstock_job": "job_1"} | /metadata/penstock_job
            "amount_paid": 1 | /amount_paid
            "confirm": true | /payment_method
            "off_session": true | /off_session
            "return_url": "https://shop.example/" | /return_url
            """)
    void whatIsWrongWithAPaymentIsNamed(String more, String pointer) {
        assertThat(wrong(CreateIntent.KIND, create(more))).containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "cus_1", "pi_", "pi_1/capture", "pi_1?x", "pi_ä"})
    void anIntentIsNamedByItsId(String id) {
        var json = "{\"intent\": \"%s\"}".formatted(id);
        for (var kind : List.of(ConfirmIntent.KIND, CaptureIntent.KIND, CancelIntent.KIND, PaymentStatus.KIND)) {
            assertThat(wrong(kind, json)).containsExactly("/intent");
        }
        assertThat(wrong(RefundPayment.KIND, json)).containsExactly("/intent");
    }

    @Test
    void reasonsAreStripesWords() {
        assertThat(wrong(CancelIntent.KIND, "{\"intent\": \"pi_1\", \"reason\": \"no\"}"))
                .containsExactly("/reason");
        assertThat(wrong(RefundPayment.KIND, "{\"intent\": \"pi_1\", \"reason\": \"abandoned\"}"))
                .containsExactly("/reason");
    }
}
