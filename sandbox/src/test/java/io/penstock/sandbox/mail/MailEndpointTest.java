package io.penstock.sandbox.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.SetClock;
import io.penstock.sandbox.effect.Effects;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MailEndpointTest {

    private static final String PATH = "/_sandbox/mails";

    private static final String WHOLE = """
            From: =?utf-8?q?M=C3=BChle?= <shop@mill.test>
            Subject: Your =?utf-8?q?M=C3=BCsli?=
            Message-ID: <7@mill.test>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=out

            --out
            Content-Type: multipart/alternative; boundary=in

            --in
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            F=FCr dich.
            --in
            Content-Type: text/html; charset=nobody-knows
            Content-Transfer-Encoding: base64

            PGI+RsO8cjwvYj4=
            --in--
            --out
            Content-Type: image/png
            Content-ID: <logo>
            Content-Disposition: inline; filename*=utf-8''M%C3%BChle.png
            Content-Transfer-Encoding: base64

            AAECAwQ=
            --out
            Content-Type: text/plain
            Content-Disposition: attachment

            A note.
            --out--
            """;

    private final SetClock clock = new SetClock();
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(clock));
    private final Asker asker = new Asker(sandbox);
    private final Post post = new Post(sandbox.mails(), new Effects(clock));

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    private void take(String to, String subject, String messageId, String raw) {
        var bytes = raw.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        post.accept(new Mail("smtp", "shop@mill.test", List.of(to), subject, messageId, Raw.of(bytes)), null, null);
    }

    private JsonNode found(String query) {
        return Asker.json(asker.get(PATH + query)).path("mails");
    }

    @Test
    void mailsAreFoundByWhatTheyAreTheNewestFirst() {
        take("ada@mill.test", "Your flour", "<1@mill.test>", "");
        take("bob@mill.test", "Your flour", "<2@mill.test>", "");
        take("ada@mill.test", "Your bill", "<3@mill.test>", "");

        assertThat(found("").findValuesAsString("id")).containsExactly("3", "2", "1");
        assertThat(found("?to=Ada%40mill.test").findValuesAsString("id")).containsExactly("3", "1");
        assertThat(found("?subject=flour").findValuesAsString("id")).containsExactly("2", "1");
        assertThat(found("?message_id=%3C2%40mill.test%3E").findValuesAsString("id"))
                .containsExactly("2");
        assertThat(found("?to=ada%40mill.test&subject=FLOUR").findValuesAsString("id"))
                .containsExactly("1");
        assertThat(found("?limit=1").findValuesAsString("id")).containsExactly("3");
        assertThat(asker.get(PATH + "?limit=-1").statusCode()).isEqualTo(400);
        assertThat(asker.get(PATH + "?limit=few").statusCode()).isEqualTo(400);
        var newest = found("").get(0);
        assertThat(newest.path("at").stringValue()).isEqualTo("2030-01-31T08:00:00Z");
        assertThat(newest.path("transport").stringValue()).isEqualTo("smtp");
        assertThat(newest.path("from").stringValue()).isEqualTo("shop@mill.test");
        assertThat(newest.at("/to/0").stringValue()).isEqualTo("ada@mill.test");
        assertThat(newest.path("size").isInt()).isTrue();
    }

    @Test
    void aMailIsTakenApart() {
        take("ada@mill.test", "Your Müsli", "<7@mill.test>", WHOLE);
        var opened = Asker.json(asker.get(PATH + "/1"));

        assertThat(opened.path("subject").stringValue()).isEqualTo("Your Müsli");
        assertThat(opened.at("/headers/0/value").stringValue()).isEqualTo("Mühle <shop@mill.test>");
        assertThat(opened.path("text").stringValue()).isEqualTo("Für dich.");
        assertThat(opened.path("html").stringValue()).isEqualTo("<b>Für</b>");
        assertThat(opened.path("attachments").findValuesAsString("type")).containsExactly("image/png", "text/plain");
        assertThat(opened.at("/attachments/0/name").stringValue()).isEqualTo("Mühle.png");
        assertThat(opened.at("/attachments/0/size").intValue()).isEqualTo(5);
        assertThat(opened.at("/attachments/0/content_id").stringValue()).isEqualTo("<logo>");
        assertThat(opened.at("/attachments/1/name").isNull()).isTrue();
    }

    @Test
    void aMailIsShownAsItCame() {
        take("ada@mill.test", "", "", WHOLE);
        var raw = asker.get(PATH + "/1/raw");

        assertThat(raw.headers().firstValue("content-type")).contains("message/rfc822");
        assertThat(raw.body()).isEqualTo(WHOLE.replace("\n", "\r\n"));
    }

    @Test
    void whatIsNotThereIsNotFound() {
        for (var path : List.of("/1", "/1/raw", "/x", "/99999999999999999999", "/1/text")) {
            assertThat(asker.get(PATH + path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(asker.post(PATH, "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatWasDroppedIsGone() {
        var half = "x".repeat((int) (Mails.MOST_BYTES / 2) + 1);
        take("ada@mill.test", "First", "<1@mill.test>", half);
        take("ada@mill.test", "Second", "<2@mill.test>", half);

        assertThat(found("").size()).isEqualTo(2);
        assertThat(asker.get(PATH + "/1").statusCode()).isEqualTo(410);
        assertThat(asker.get(PATH + "/1/raw").statusCode()).isEqualTo(410);
    }

    @Test
    void theyAreCleared() {
        take("ada@mill.test", "First", "<1@mill.test>", "");

        assertThat(asker.delete(PATH).statusCode()).isEqualTo(204);
        assertThat(found("").size()).isZero();
    }
}
