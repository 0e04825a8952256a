package io.penstock.sandbox.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.SetClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SendGrid does not take, this does not take either, and says it with the same field. */
class SendGridRequestTest {

    /** The clock stands at 2030-01-31T08:00:00Z, which is 1896076800. */
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(new SetClock()));

    private final Writer writer = new Writer(sandbox);

    @AfterEach
    void close() {
        writer.close();
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            /personalizations                       | ''                                | personalizations
            /personalizations                       | []                                | personalizations
            /personalizations/0                     | 7                                 | personalizations.0
            /personalizations/0/to                  | ''                                | personalizations.0.to
            /personalizations/0/to                  | []                                | personalizations.0.to
            /personalizations/0/to/0                | "ada@mill.test"                   | personalizations.0.to.0
            /personalizations/0/to/0                | {}                                | personalizations.0.to.0.email
            /personalizations/0/to/0/email          | "ada"                             | personalizations.0.to.0.email
            /personalizations/0/to/0/email          | "ada@mill"                        | personalizations.0.to.0.email
            /personalizations/0/to/0/email          | "a da@mill.test"                  | personalizations.0.to.0.email
            /personalizations/0/to/0/email          | "müller@mill.test"                | personalizations.0.to.0.email
            /personalizations/0/to/0/email          | ["ada@mill.test"]                 | personalizations.0.to.0.email
            /personalizations/0/to/1                | {"email": "ADA@mill.test"}        | personalizations.0
            /personalizations/0/cc                  | [{"email": "ada@mill.test"}]      | personalizations.0
            /personalizations/0/bcc                 | [{"email": "@mill.test"}]         | personalizations.0.bcc.0.email
            /personalizations/0/from                | {"email": "shop"}                 | personalizations.0.from.email
            /personalizations/0/subject             | ""                                | personalizations.0.subject
            /personalizations/0/headers             | {"To": "x"}                       | personalizations.0.headers
            /personalizations/0/custom_args         | {"a": 1}                          | personalizations.0.custom_args
            /personalizations/0/send_at             | 1896336001                        | personalizations.0.send_at
            /from                                   | ''                                | from.email
            /from                                   | "shop@mill.test"                  | from
            /from/email                             | ''                                | from.email
            /from/email                             | "shop@"                           | from.email
            /reply_to                               | {"name": "Ada"}                   | reply_to.email
            /reply_to_list                          | [{"email": "a@b.test"}, {}]       | reply_to_list.1.email
            /subject                                | ''                                | subject
            /subject                                | ""                                | subject
            /content                                | ''                                | content
            /content                                | []                                | content
            /content/0/value                        | ""                                | content.0.value
            /content/0/type                         | ''                                | content.0.type
            /content/0/type                         | "text/plain;charset=x"            | content.0.type
            /content                                | [{"type": "text/html", "value": "a"}, {"type": "text/plain", "value": "a"}]        | content
            /content                                | [{"type": "text/calendar", "value": "a"}, {"type": "text/html", "value": "a"}]     | content
            /headers                                | {"x-sg-id": "1"}                  | headers
            /headers                                | {"X-SG-EID": "1"}                 | headers
            /headers                                | {"Received": "1"}                 | headers
            /headers                                | {"dkim-signature": "1"}           | headers
            /headers                                | {"Content-Type": "1"}             | headers
            /headers                                | {"content-transfer-encoding": ""} | headers
            /headers                                | {"From": "1"}                     | headers
            /headers                                | {"Subject": "1"}                  | headers
            /headers                                | {"reply-to": "1"}                 | headers
            /headers                                | {"CC": "1"}                       | headers
            /headers                                | {"Bcc": "1"}                      | headers
            /headers                                | {"X One": "1"}                    | headers
            /headers                                | {"X-Öne": "1"}                    | headers
            /headers                                | {"X-One": 1}                      | headers
            /headers                                | {"X-One": "1\\r\\nTo: x"}         | headers
            /headers                                | {"X-One": "1", "x-one": "2"}      | headers
            /custom_args                            | "text"                            | custom_args
            /custom_args                            | {}                                | custom_args
            /attachments                            | {}                                | attachments
            /attachments                            | [{"filename": "a"}]               | attachments.0.content
            /attachments                            | [{"content": "?", "filename": "a"}] | attachments.0.content
            /attachments                            | [{"content": "YQ=="}]             | attachments.0.filename
            /attachments                            | [{"content": "YQ==", "filename": "a;b"}]                              | attachments.0.filename
            /attachments                            | [{"content": "YQ==", "filename": "a", "disposition": "inline"}]       | attachments.0.content_id
            /attachments                            | [{"content": "YQ==", "filename": "a", "disposition": "outline"}]      | attachments.0.disposition
            /categories                             | "a"                               | categories
            /categories                             | [1]                               | categories
            /categories                             | ["a", "a"]                        | categories
            /categories                             | ["ä"]                             | categories
            /categories                             | ["1","2","3","4","5","6","7","8","9","10","11"] | categories
            /send_at                                | "soon"                            | send_at
            /send_at                                | 1896336001                        | send_at
            /mail_settings                          | {"sandbox_mode": {"enable": "x"}} | mail_settings.sandbox_mode.enable
            """)
    void whatIsWrongIsSaidWithItsField(String pointer, String json, String field) {
        var refused = writer.send(Writer.changed(Writer.mail("ada@mill.test"), pointer, json));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Writer.problem(refused, "field")).isEqualTo(field);
        assertThat(Writer.problem(refused, "message")).startsWith("Sandbox: ");
        assertThat(Writer.problem(refused, "help"))
                .isEqualTo("http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message."
                        + field.replaceAll("\\.\\d+", "").replaceFirst("\\.email$", ""));
        assertThat(Asker.json(refused).path("errors")).hasSize(1);
        assertThat(sandbox.mails().all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /personalizations/0/to/0/name  | "Ada Müller"
            /personalizations/0/subject    | "For you"
            /personalizations/1            | {"to": [{"email": "ada@mill.test"}]}
            /personalizations/0/headers    | {"Message-ID": "<1@mill.test>"}
            /reply_to                      | {"email": "o'neill+x@sub.mill.test"}
            /content                       | [{"type": "text/plain", "value": "a"}, {"type": "text/html", "value": "a"}, {"type": "text/calendar", "value": "a"}]
            /content                       | [{"type": "text/html", "value": "a"}]
            /attachments                   | [{"content": "YQ==", "filename": "ä.txt", "disposition": "inline", "content_id": "c"}]
            /categories                    | ["1","2","3","4","5","6","7","8","9","10"]
            /send_at                       | 1896336000
            /send_at                       | 1
            """)
    void whatIsRightIsTaken(String pointer, String json) {
        var taken = writer.send(Writer.changed(Writer.mail("ada@mill.test"), pointer, json));

        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        assertThat(sandbox.mails().all()).isNotEmpty();
    }

    @Test
    void aSubjectOfEachOrATemplateIsEnough() {
        var each = Writer.changed(Writer.mail("ada@mill.test"), "/personalizations/0/subject", "\"Hers\"");
        assertThat(writer.send(Writer.changed(each, "/subject", "")).statusCode())
                .isEqualTo(202);

        var template = Writer.changed(Writer.mail("ada@mill.test"), "/template_id", "\"d-1\"");
        Writer.changed(template, "/subject", "");
        assertThat(writer.send(Writer.changed(template, "/content", "")).statusCode())
                .isEqualTo(202);
    }

    @Test
    void aThousandRecipientsAreTheMost() {
        assertThat(writer.sendTo(addresses(1_000)).statusCode()).isEqualTo(202);
        assertThat(sandbox.effects().all()).hasSize(1_000);

        var refused = writer.sendTo(addresses(1_001));
        assertThat(Writer.problem(refused, "field")).isEqualTo("personalizations");

        var many = Writer.mail("ada@mill.test");
        for (var i = 1; i < 1_001; i++) {
            Writer.changed(many, "/personalizations/" + i, "{\"to\": [{\"email\": \"ada@mill.test\"}]}");
        }
        assertThat(Writer.problem(writer.send(many), "message")).contains("1001 personalizations");
    }

    private static String[] addresses(int count) {
        var addresses = new String[count];
        for (var i = 0; i < count; i++) {
            addresses[i] = "a" + i + "@mill.test";
        }
        return addresses;
    }

    @Test
    void customArgumentsHaveALargestSizeTogether() {
        var mail = Writer.changed(
                Writer.mail("ada@mill.test"), "/custom_args", "{\"a\": \"%s\"}".formatted("x".repeat(6_000)));
        assertThat(writer.send(mail).statusCode()).isEqualTo(202);

        var own = "{\"b\": \"%s\"}".formatted("x".repeat(4_000));
        var refused = writer.send(Writer.changed(mail, "/personalizations/0/custom_args", own));
        assertThat(Writer.problem(refused, "field")).isEqualTo("personalizations.0.custom_args");

        var instead = "{\"a\": \"%s\"}".formatted("x".repeat(9_900));
        assertThat(writer.send(Writer.changed(mail, "/personalizations/0/custom_args", instead))
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void whatIsMissingIsNotCalledWrong() {
        var missing = Writer.changed(Writer.mail("ada@mill.test"), "/from/email", "");
        assertThat(Writer.problem(writer.send(missing), "message")).contains("required");

        var wrong = Writer.changed(Writer.mail("ada@mill.test"), "/from/email", "\"shop\"");
        assertThat(Writer.problem(writer.send(wrong), "message")).contains("valid");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        var mail = Writer.changed(Writer.mail("ada"), "/from/email", "\"shop\"");

        assertThat(Asker.json(writer.send(mail)).path("errors").findValuesAsString("field"))
                .containsExactly("personalizations.0.to.0.email", "from.email");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7"})
    void whatIsNoDocumentIsRefused(String body) {
        assertThat(writer.asker().post(Writer.SEND, body).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyHasALargestSize() {
        var blank = Json.write(Writer.mail("ada@mill.test"));

        assertThat(writer.asker()
                        .post(Writer.SEND, blank + " ".repeat(Routes.LARGEST - blank.length()))
                        .statusCode())
                .isEqualTo(202);
        assertThat(writer.asker()
                        .post(Writer.SEND, blank + " ".repeat(Routes.LARGEST + 1 - blank.length()))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void onlyJsonIsTaken() {
        assertThat(writer.asker()
                        .with("content-type", "text/plain")
                        .post(Writer.SEND, "{}")
                        .statusCode())
                .isEqualTo(415);
        assertThat(writer.asker()
                        .with("content-type", "application/json; charset=utf-8")
                        .post(Writer.SEND, Json.write(Writer.mail("ada@mill.test")))
                        .statusCode())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer SG.", "Bearer sk_1", "Bearer SG.invalid", "Basic SG.any"})
    void whoHasNoKeyIsNotHeard(String authorization) {
        var refused = writer.asker().with("authorization", authorization).post(Writer.SEND, "{");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Writer.problem(refused, "message")).contains("authorization grant is invalid");
        assertThat(Asker.json(refused).at("/errors/0/field").isNull()).isTrue();
        assertThat(Asker.json(refused).at("/errors/0/help").isNull()).isTrue();
    }

    @Test
    void otherPathsAndMethodsAreNotThere() {
        assertThat(writer.asker().get(Writer.SEND).statusCode()).isEqualTo(405);
        assertThat(writer.asker().get("/sendgrid/v3/nothing").statusCode()).isEqualTo(404);
    }
}
