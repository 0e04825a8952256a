package io.penstock.catalog.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateMailTest {

    private static List<String> wrong(String more) {
        return switch (TemplateMail.KIND.read(Json.mapper().readTree(mail(more)))) {
            case Read.Valid<?> valid -> List.of();
            case Read.Invalid<?> invalid ->
                invalid.violations().stream().map(Violation::pointer).toList();
        };
    }

    private static String mail(String more) {
        return "{" + more + (more.contains("\"to\"") ? "" : ", \"to\": [{\"email\": \"ada@example.com\"}]") + "}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "template": "welcome"                                            | ``
            "template": "a.b_c-1", "version": 3, "variables": {"a": [1]}      | ``
            "template": "welcome", "variables": null, "test": true           | ``
            "template": "welcome", "from": {"email": "shop@example.com"}      | ``
            "template": "Welcome"                                            | /template
            "template": ".welcome"                                           | /template
            "template": ""                                                   | /template
            "version": 1                                                     | /template
            "template": "welcome", "version": 0                              | /version
            "template": "welcome", "variables": [1]                          | /variables
            "template": "welcome", "variables": "a"                          | /variables
            "template": "welcome", "subject": "Hello"                        | /subject
            "template": "welcome", "headers": {"Bcc": "a@b.co"}              | /headers
            "template": "welcome", "to": []                                  | /to
            "template": "welcome", "cc": [{"email": "ADA@example.com"}]       | /cc/0/email
            """)
    void whatIsNotInOrderIsPointedAt(String said, String pointer) {
        var wrong = wrong(said);
        if (pointer.isEmpty()) {
            assertThat(wrong).isEmpty();
        } else {
            assertThat(wrong).singleElement().asString().startsWith(pointer);
        }
    }

    @Test
    void aMailWithoutVariablesHasNone() {
        var mail = TemplateMail.KIND.readStored(mail("\"template\": \"welcome\""));
        assertThat(mail.variablesOrNone()).isEqualTo(Json.mapper().createObjectNode());
        assertThat(mail.recipients().to()).hasSize(1);
        assertThat(mail.headersOrNone()).isEmpty();
    }
}
