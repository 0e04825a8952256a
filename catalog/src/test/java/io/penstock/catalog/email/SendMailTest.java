package io.penstock.catalog.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendMailTest {

    private static List<String> wrong(String json) {
        return switch (SendMail.KIND.read(Json.mapper().readTree(json))) {
            case Read.Valid<?> valid -> List.of();
            case Read.Invalid<?> invalid ->
                invalid.violations().stream().map(Violation::pointer).toList();
        };
    }

    private static String mail(String more) {
        return "{\"to\": [{\"email\": \"ada@example.com\"}], \"subject\": \"Hello\", \"text\": \"Hello Ada\""
                + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    private static String to(String address) {
        return "{\"to\": [{\"email\": %s}], \"subject\": \"Hello\", \"text\": \"Hello\"}"
                .formatted(Json.write(address));
    }

    @Test
    void whatIsInOrderIsTaken() {
        assertThat(wrong(mail(""))).isEmpty();
        assertThat(wrong(mail(
                        "\"from\": {\"email\": \"shop@example.com\", \"name\": \"Der Laden, Köln\"}, \"cc\": [{\"email\": \"b@example.com\"}],"
                                + " \"bcc\": [{\"email\": \"c@example.com\"}], \"reply_to\": {\"email\": \"d@example.com\"},"
                                + " \"html\": \"<p>Hello</p>\", \"headers\": {\"X-Campaign\": \"spring\", \"References\": \"<1@example.com>\"},"
                                + " \"despite_unsubscribe\": true")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.co",
                "first.last+tag@sub.example.com",
                "o'hara@example.com",
                "x_-=@xn--bcher-kva.example",
                "1@2.example"
            })
    void anAddressIsTaken(String address) {
        assertThat(wrong(to(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "ada@",
                "@example.com",
                "ada@example",
                "ada@@example.com",
                "ada@exam ple.com",
                "ada@example.com\r\nBcc: eve@example.com",
                "ada@example.com\n",
                "<ada@example.com>",
                "ada@example.com,eve@example.com",
                ".ada@example.com",
                "ada..b@example.com",
                "ada@-example.com",
                "ada@example..com",
                "ada@127.0.0.1",
                "adä@example.com",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com"
            })
    void whatIsNoAddressIsRefused(String address) {
        assertThat(wrong(to(address))).containsExactly("/to/0/email");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\tb", "a\u0085b", "a\u2028b", "a\u007fb"})
    void nobodyPutsHeadersIntoASubjectANameOrAHeader(String text) {
        var json = Json.write(text);
        assertThat(wrong("{\"to\": [{\"email\": \"a@b.co\"}], \"text\": \"x\", \"subject\": %s}".formatted(json)))
                .containsExactly("/subject");
        assertThat(wrong(mail("\"from\": {\"email\": \"a@b.co\", \"name\": %s}".formatted(json))))
                .containsExactly("/from/name");
        assertThat(wrong(mail("\"headers\": {\"X-A\": %s}".formatted(json)))).containsExactly("/headers/X-A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bcc",
                "To",
                "From",
                "Content-Type",
                "X-Penstock-Job",
                "X-A: b",
                "X-",
                "X-A\\r\\nBcc",
                "Return-Path"
            })
    void onlySomeHeadersAreOnesOwn(String name) {
        assertThat(wrong(mail("\"headers\": {\"%s\": \"x\"}".formatted(name))))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("/headers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"to\": [], \"subject\": \"x\", \"text\": \"x\"} | /to",
                "{\"to\": null, \"subject\": \"x\", \"text\": \"x\"} | /to",
                "{\"to\": [null], \"subject\": \"x\", \"text\": \"x\"} | /to/0",
                "{\"to\": [{\"email\": \"a@b.co\"}], \"subject\": \"\", \"text\": \"x\"} | /subject",
                "{\"to\": [{\"email\": \"a@b.co\"}], \"subject\": \"x\"} | /text",
                "{\"to\": [{\"email\": \"a@b.co\"}], \"subject\": \"x\", \"html\": \"\"} | /html",
                "{\"to\": [{\"email\": \"a@b.co\"}, {\"email\": \"A@B.co\"}], \"subject\": \"x\", \"text\": \"x\"} | /to/1/email",
                "{\"to\": [{\"email\": \"a@b.co\"}], \"bcc\": [{\"email\": \"a@b.co\"}], \"subject\": \"x\", \"text\": \"x\"} | /bcc/0/email",
                "{\"to\": [{\"email\": \"a@b.co\"}], \"cc\": [{}], \"subject\": \"x\", \"text\": \"x\"} | /cc/0/email",
            })
    void whatIsNotInOrderIsPointedAt(String json, String pointer) {
        assertThat(wrong(json)).containsExactly(pointer);
    }

    @Test
    void aMailGoesToFiftyAtMostInEachField() {
        var many = IntStream.range(0, 51)
                .mapToObj("{\"email\": \"a%d@example.com\"}"::formatted)
                .collect(Collectors.joining(", ", "[", "]"));
        assertThat(wrong("{\"to\": %s, \"subject\": \"x\", \"text\": \"x\"}".formatted(many)))
                .containsExactly("/to");
    }
}
