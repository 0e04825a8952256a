package io.penstock.sandbox.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Jakarta Mail takes the sandbox for a mail server. */
class SmtpContractTest {

    private final Sandbox sandbox = Sandbox.start(0);
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    private Session session() {
        var settings = new Properties();
        settings.setProperty("mail.smtp.host", "127.0.0.1");
        settings.setProperty("mail.smtp.port", Integer.toString(sandbox.smtpPort()));
        settings.setProperty("mail.smtp.allow8bitmime", "true");
        settings.setProperty("mail.mime.allowutf8", "true");
        settings.setProperty("mail.smtp.auth", "true");
        return Session.getInstance(settings);
    }

    private MimeMessage message(String... to) throws MessagingException {
        var message = new MimeMessage(session());
        message.setFrom(new InternetAddress("shop@mill.test"));
        for (var one : to) {
            message.addRecipient(RecipientType.TO, new InternetAddress(one));
        }
        message.setSubject("Dein Müsli", "UTF-8");
        return message;
    }

    private static void send(MimeMessage message) throws MessagingException {
        Transport.send(message, "ada", "secret");
    }

    private JsonNode opened() {
        return Asker.json(asker.get("/_sandbox/mails/1"));
    }

    @Test
    void aTextArrivesAsItWas() throws MessagingException {
        var text = ".\r\n..\r\n.hidden\r\nGrüße\r\n" + "long ".repeat(500) + "\r\n.\r\n";
        var message = message("ada@mill.test", "bob@mill.test");
        message.addRecipient(RecipientType.BCC, new InternetAddress("eve@mill.test"));
        message.setText(text, "UTF-8");
        send(message);

        assertThat(opened().path("text").stringValue().strip()).isEqualTo(text.strip());
        assertThat(opened().path("subject").stringValue()).isEqualTo("Dein Müsli");
        assertThat(sandbox.mails().all())
                .singleElement()
                .satisfies(head -> assertThat(head.to())
                        .containsExactlyInAnyOrder("ada@mill.test", "bob@mill.test", "eve@mill.test"))
                .satisfies(head -> assertThat(head.messageId()).isEqualTo(message.getMessageID()));
        assertThat(sandbox.effects().all()).hasSize(3);
    }

    @Test
    void dotsOfAPlainTextArriveAsTheyWere() throws MessagingException {
        var message = message("ada@mill.test");
        message.setText(".\r\n..\r\n.a\r\n", "us-ascii");
        send(message);

        assertThat(asker.get("/_sandbox/mails/1/raw").body()).endsWith("\r\n\r\n.\r\n..\r\n.a\r\n");
    }

    @Test
    void textsAndFilesArrive() throws MessagingException {
        var texts = new MimeMultipart("alternative");
        texts.addBodyPart(part("text/plain; charset=utf-8", "Grüße".getBytes(StandardCharsets.UTF_8)));
        texts.addBodyPart(part("text/html; charset=utf-8", "<b>Grüße</b>".getBytes(StandardCharsets.UTF_8)));
        var together = new MimeBodyPart();
        together.setContent(texts);
        var file = part("application/pdf", new byte[100_000]);
        file.setFileName("Rechnung für Ada.pdf");
        var message = message("ada@mill.test");
        message.setContent(new MimeMultipart("mixed", together, file));
        send(message);

        assertThat(opened().path("text").stringValue()).isEqualTo("Grüße");
        assertThat(opened().path("html").stringValue()).isEqualTo("<b>Grüße</b>");
        assertThat(opened().at("/attachments/0/name").stringValue()).isEqualTo("Rechnung für Ada.pdf");
        assertThat(opened().at("/attachments/0/type").stringValue()).isEqualTo("application/pdf");
        assertThat(opened().at("/attachments/0/size").intValue()).isEqualTo(100_000);
    }

    private static MimeBodyPart part(String type, byte[] bytes) throws MessagingException {
        var part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(bytes, type)));
        return part;
    }

    @Test
    void addressesMayBeUtf8() throws MessagingException {
        var message = message("müller@mill.test");
        message.setText("Text");
        send(message);

        assertThat(sandbox.mails().all().getFirst().to()).containsExactly("müller@mill.test");
    }

    @Test
    void aRecipientThatIsNotThereIsNamed() throws MessagingException {
        var message = message("ada@mill.test", "bounce@mill.test");
        message.setText("Text");

        var failed = catchThrowableOfType(SendFailedException.class, () -> send(message));

        assertThat(failed.getInvalidAddresses()).extracting(Object::toString).containsExactly("bounce@mill.test");
        assertThat(sandbox.mails().all()).isEmpty();
    }

    @Test
    void whoHasNoPasswordIsNotLetIn() throws MessagingException {
        var message = message("ada@mill.test");
        message.setText("Text");

        var failed =
                catchThrowableOfType(AuthenticationFailedException.class, () -> Transport.send(message, "ada", ""));

        assertThat(failed).hasMessageContaining("535");
    }
}
