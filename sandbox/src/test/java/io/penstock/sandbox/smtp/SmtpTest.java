package io.penstock.sandbox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.mail.Head;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTest {

    private final Sandbox sandbox = Sandbox.start(0);
    private final Caller caller = Caller.greeted(sandbox);

    @AfterEach
    void close() {
        caller.close();
        sandbox.close();
    }

    @Test
    void itSaysWhatItCan() {
        try (var other = new Caller(sandbox)) {
            assertThat(other.hear()).startsWith("220 ");
            assertThat(other.say("ehlo shop").lines())
                    .contains(
                            "250-SIZE 31457280",
                            "250-8BITMIME",
                            "250-SMTPUTF8",
                            "250-PIPELINING",
                            "250 AUTH PLAIN LOGIN")
                    .noneMatch(line -> line.contains("STARTTLS"));
        }
    }

    @Test
    void aMailIsTaken() {
        assertThat(caller.say("MAIL FROM:<shop@mill.test> SIZE=100 BODY=8BITMIME"))
                .startsWith("250 ");
        assertThat(caller.say("RCPT TO:<ada@mill.test>")).startsWith("250 ");
        assertThat(caller.say("rcpt to:<bob@mill.test>")).startsWith("250 ");
        assertThat(caller.say("DATA")).startsWith("354 ");
        assertThat(caller.say("Subject: Your flour\r\nMessage-ID: <7@mill.test>\r\n\r\n..\r\n...\r\n.. x\r\nEnd\r\n."))
                .startsWith("250 ");

        assertThat(sandbox.mails().all())
                .singleElement()
                .satisfies(head -> assertThat(head.subject()).isEqualTo("Your flour"))
                .satisfies(head -> assertThat(head.messageId()).isEqualTo("<7@mill.test>"))
                .satisfies(head -> assertThat(head.from()).isEqualTo("shop@mill.test"))
                .satisfies(head -> assertThat(head.to()).containsExactly("ada@mill.test", "bob@mill.test"))
                .satisfies(head -> assertThat(head.transport()).isEqualTo("smtp"));
        assertThat(raw(1)).endsWith("\r\n\r\n.\r\n..\r\n. x\r\nEnd\r\n");
        assertThat(sandbox.effects().all())
                .extracting(effect -> effect.deed().provider() + " "
                        + effect.deed().idempotencyKey() + " " + effect.deed().recipient())
                .containsExactly("smtp <7@mill.test> ada@mill.test", "smtp <7@mill.test> bob@mill.test");
        assertThat(sandbox.journal().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.status()).isEqualTo(250))
                .satisfies(entry -> assertThat(entry.idempotencyKey()).isEqualTo("<7@mill.test>"));
        assertThat(caller.say("QUIT")).startsWith("221 ");
        assertThat(caller.hear()).isEmpty();
    }

    private String raw(long id) {
        try (var asker = new Asker(sandbox)) {
            return asker.get("/_sandbox/mails/" + id + "/raw").body();
        }
    }

    @Test
    void aMailThatComesAgainIsToldByItsName() {
        caller.send("ada@mill.test", "Message-ID: <7@mill.test>\r\n");
        caller.send("ada@mill.test", "Message-ID: <7@mill.test>\r\n");
        caller.send("bob@mill.test", "Message-ID: <7@mill.test>\r\n");
        caller.send("bob@mill.test", "\r\nWithout a name");
        caller.send("bob@mill.test", "\r\nWithout a name");

        assertThat(sandbox.effects().summary().effects()).isEqualTo(5);
        assertThat(sandbox.effects().summary().twice()).hasSize(1);
    }

    @Test
    void onlyAWholeLineBreakEndsAMail() {
        caller.begin("ada@mill.test");
        caller.tell("Subject: One\r\n\r\nText\n.\nMAIL FROM:<eve@mill.test>\r\n.\n\r\n");
        assertThat(caller.say("\r\n.")).startsWith("250 ");

        assertThat(raw(1)).contains("Text\n.\nMAIL FROM:<eve@mill.test>");
        assertThat(sandbox.mails().all()).hasSize(1);
    }

    @Test
    void commandsMayComeAllAtOnce() {
        caller.tell("MAIL FROM:<>\r\nRCPT TO:<ada@mill.test>\r\nDATA\r\n\r\nText\r\n.\r\nNOOP\r\n");

        assertThat(new String[] {caller.hear(), caller.hear(), caller.hear(), caller.hear(), caller.hear()})
                .extracting(reply -> reply.substring(0, 3))
                .containsExactly("250", "250", "354", "250", "250");
        assertThat(sandbox.mails().all()).extracting(Head::from).containsExactly("");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FROB                                               | 500 5.5.2
            MA\u0001IL                                         | 500 5.5.2
            STARTTLS                                           | 502 5.5.1
            EXPN all                                           | 502 5.5.1
            EHLO                                               | 501 5.5.4
            HELO                                               | 501 5.5.4
            VRFY                                               | 501 5.5.4
            VRFY ada                                           | 252 2.1.5
            NOOP                                               | 250 2.0.0
            NOOP all                                           | 250 2.0.0
            RSET                                               | 250 2.0.0
            RSET all                                           | 501 5.5.4
            RCPT TO:<ada@mill.test>                            | 503 5.5.1
            DATA                                               | 503 5.5.1
            DATA now                                           | 501 5.5.4
            MAIL                                               | 501 5.5.4
            MAIL TO:<shop@mill.test>                           | 501 5.5.4
            MAIL FROM:shop@mill.test                           | 501 5.5.4
            MAIL FROM: <shop@mill.test>                        | 501 5.5.4
            MAIL FROM:<shop>                                   | 501 5.1.3
            MAIL FROM:<a b@mill.test>                          | 501 5.1.3
            MAIL FROM:<shop@mill.test> SIZE=31457281           | 552 5.3.4
            MAIL FROM:<shop@mill.test> SIZE=31457280           | 250 2.1.0
            MAIL FROM:<shop@mill.test> AUTH=<>                 | 250 2.1.0
            MAIL FROM:<shop@mill.test> RET=FULL                | 555 5.5.4
            MAIL FROM:<müller@mill.test>                       | 553 5.6.7
            MAIL FROM:<müller@mill.test> SMTPUTF8              | 250 2.1.0
            MAIL FROM:<>                                       | 250 2.1.0
            AUTH                                               | 504 5.5.4
            AUTH CRAM-MD5                                      | 504 5.5.4
            AUTH PLAIN ?                                       | 501 5.5.4
            """)
    void eachCommandHasItsAnswer(String command, String answer) {
        assertThat(caller.say(command)).startsWith(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL FROM:<shop@mill.test>                         | 503 5.5.1
            AUTH PLAIN AGEAYg==                                | 503 5.5.1
            DATA                                               | 503 5.5.1
            RCPT FROM:<ada@mill.test>                          | 501 5.5.4
            RCPT TO:<>                                         | 501 5.1.3
            RCPT TO:<ada>                                      | 501 5.1.3
            RCPT TO:<ada@mill.test> NOTIFY=NEVER               | 555 5.5.4
            RCPT TO:<"ada b"@mill.test>                        | 250 2.1.5
            RCPT TO:<müller@mill.test>                         | 553 5.6.7
            RCPT TO:<bounce@mill.test>                         | 550 5.1.1
            RCPT TO:<Bounce+7@mill.test>                       | 550 5.1.1
            RCPT TO:<full@mill.test>                           | 452 4.2.2
            RCPT TO:<greylist@mill.test>                       | 451 4.7.1
            """)
    void afterASenderEachCommandHasItsAnswer(String command, String answer) {
        caller.say("MAIL FROM:<shop@mill.test>");

        assertThat(caller.say(command)).startsWith(answer);
    }

    @Test
    void nothingIsSentBeforeAGreeting() {
        try (var other = new Caller(sandbox)) {
            other.hear();
            assertThat(other.say("MAIL FROM:<shop@mill.test>")).startsWith("503 ");
            assertThat(other.say("AUTH PLAIN AGEAYg==")).startsWith("503 ");
            assertThat(other.say("HELO shop")).isEqualTo("250 sandbox.penstock");
            assertThat(other.say("MAIL FROM:<shop@mill.test>")).startsWith("250 ");
        }
    }

    @Test
    void aGreetingBeginsAnew() {
        caller.say("MAIL FROM:<shop@mill.test>");
        caller.say("RCPT TO:<ada@mill.test>");
        caller.say("EHLO shop");

        assertThat(caller.say("DATA")).startsWith("503 ");
    }

    @Test
    void whoIsGreylistedIsTakenWhenHeComesAgain() {
        caller.say("MAIL FROM:<shop@mill.test>");
        assertThat(caller.say("RCPT TO:<greylist+7@mill.test>")).startsWith("451 ");
        assertThat(caller.say("DATA")).startsWith("503 ");
        caller.say("RSET");

        assertThat(caller.send("greylist+7@mill.test", "\r\nText")).startsWith("250 ");
        caller.say("MAIL FROM:<shop@mill.test>");
        assertThat(caller.say("RCPT TO:<greylist+7@mill.test>")).startsWith("451 ");
    }

    @Test
    void aMailHasAtMostAThousandRecipients() {
        caller.say("MAIL FROM:<shop@mill.test>");
        for (var i = 0; i < 1_000; i++) {
            assertThat(caller.say("RCPT TO:<a" + i + "@mill.test>")).startsWith("250 ");
        }

        assertThat(caller.say("RCPT TO:<one-more@mill.test>")).startsWith("452 4.5.3");
    }

    @Test
    void whoSaysWhoHeIsIsLetIn() {
        assertThat(caller.say("AUTH PLAIN " + encoded("\0ada\0secret"))).startsWith("235 ");
        assertThat(caller.say("AUTH PLAIN " + encoded("\0ada\0secret"))).startsWith("503 ");
        try (var other = Caller.greeted(sandbox)) {
            assertThat(other.say("auth plain")).isEqualTo("334 ");
            assertThat(other.say(encoded("\0ada\0secret"))).startsWith("235 ");
        }
        try (var other = Caller.greeted(sandbox)) {
            assertThat(other.say("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
            assertThat(other.say(encoded("ada"))).isEqualTo("334 UGFzc3dvcmQ6");
            assertThat(other.say(encoded("secret"))).startsWith("235 ");
        }
    }

    @Test
    void whoDoesNotIsNot() {
        assertThat(caller.say("AUTH PLAIN " + encoded("\0\0secret"))).startsWith("535 ");
        assertThat(caller.say("AUTH PLAIN " + encoded("\0ada\0"))).startsWith("535 ");
        assertThat(caller.say("AUTH PLAIN " + encoded("ada"))).startsWith("501 ");
        assertThat(caller.say("AUTH LOGIN =")).startsWith("334 ");
        assertThat(caller.say(encoded("secret"))).startsWith("535 ");
        caller.say("AUTH PLAIN");
        assertThat(caller.say("*")).startsWith("501 ");
        assertThat(caller.say("AUTH PLAIN " + encoded("\0ada\0secret"))).startsWith("235 ");
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {998, 999, 100_000})
    void aLineHasALongest(int length) {
        var answer = caller.send("ada@mill.test", "\r\n" + "x".repeat(length));

        assertThat(answer).startsWith(length == 998 ? "250 " : "554 5.6.0");
        assertThat(sandbox.mails().all()).hasSize(length == 998 ? 1 : 0);
        assertThat(caller.say("NOOP")).startsWith("250 ");
    }

    @Test
    void aDotInFrontIsNoPartOfTheLine() {
        assertThat(caller.send("ada@mill.test", "\r\n." + "x".repeat(998))).startsWith("250 ");
    }

    @Test
    void aCommandHasALongest() {
        assertThat(caller.say("NOOP " + "x".repeat(20_000))).startsWith("500 5.5.6");
        assertThat(caller.say("NOOP")).startsWith("250 ");
    }

    @Test
    void aMailHasALargestSize() {
        caller.begin("ada@mill.test");
        var line = ("x".repeat(998) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (var i = 0; i <= Delivering.LARGEST / line.length; i++) {
            caller.tell(line);
        }

        assertThat(caller.say(".")).startsWith("552 5.3.4");
        assertThat(sandbox.mails().all()).isEmpty();
        assertThat(caller.send("ada@mill.test", "\r\nText")).startsWith("250 ");
    }

    @Test
    void whoHangsUpInTheMiddleHasSentNothing() {
        caller.begin("ada@mill.test");
        caller.tell("Subject: Half\r\n\r\nText\r\n");
        caller.close();
        try (var other = Caller.greeted(sandbox)) {
            other.send("bob@mill.test", "Subject: Whole\r\n");
        }

        assertThat(sandbox.mails().all()).extracting(Head::subject).containsExactly("Whole");
    }

    @Test
    void whoIsThereIsHungUpOnAtTheEnd() {
        caller.begin("ada@mill.test");
        sandbox.close();

        assertThat(caller.hear()).isEmpty();
    }

    @Test
    void itListensWhereItIsToldTo() {
        int port;
        try (var first = Sandbox.start(0)) {
            port = first.smtpPort();
        }
        try (var second = Sandbox.start(SandboxSettings.on(0).smtpPort(port))) {
            assertThat(second.smtpPort()).isEqualTo(port);
        }
    }
}
