package io.penstock.sandbox.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sendgrid.Client;
import com.sendgrid.Method;
import com.sendgrid.Request;
import com.sendgrid.Response;
import com.sendgrid.helpers.eventwebhook.EventWebhook;
import com.sendgrid.helpers.mail.Mail;
import com.sendgrid.helpers.mail.objects.Attachments;
import com.sendgrid.helpers.mail.objects.Content;
import com.sendgrid.helpers.mail.objects.Email;
import com.sendgrid.helpers.mail.objects.MailSettings;
import com.sendgrid.helpers.mail.objects.Personalization;
import com.sendgrid.helpers.mail.objects.Setting;
import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.webhook.Receiver;
import java.io.IOException;
import java.net.URI;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SendGrid's own client takes the sandbox for SendGrid. */
class SendGridContractTest {

    private final Sandbox sandbox = Sandbox.start(0);
    private final Asker asker = new Asker(sandbox);
    private final com.sendgrid.SendGrid client = client("SG.any");

    @BeforeAll
    static void provide() {
        Security.addProvider(new BouncyCastleProvider());
    }

    /** The client knows no port; HTTP instead of HTTPS is what it calls a test. */
    private com.sendgrid.SendGrid client(String key) {
        var client = new com.sendgrid.SendGrid(key, new Client(true));
        client.setHost(URI.create(sandbox.url()).getAuthority() + "/sendgrid");
        return client;
    }

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    private static Mail mail() {
        return new Mail(
                new Email("shop@mill.test", "The Mill"),
                "Your flour",
                new Email("ada@mill.test", "Ada Müller"),
                new Content("text/plain", "It is ready."));
    }

    private Response send(com.sendgrid.SendGrid client, Mail mail) throws IOException {
        var request = new Request();
        request.setMethod(Method.POST);
        request.setEndpoint("mail/send");
        request.setBody(mail.build());
        return client.api(request);
    }

    @Test
    void aMailWithEverythingIsTaken() throws IOException {
        var mail = mail();
        mail.addContent(new Content("text/html", "<p>It is <b>ready</b>.</p>"));
        var file = new Attachments();
        file.setContent("YQBi");
        file.setType("application/octet-stream");
        file.setFilename("flour.bin");
        file.setDisposition("attachment");
        mail.addAttachments(file);
        mail.addCategory("orders");
        mail.addCustomArg("penstock_effect", "7:mail");
        mail.addHeader("X-Order", "4711");
        mail.setReplyTo(new Email("miller@mill.test"));
        var second = new Personalization();
        second.addTo(new Email("bob@mill.test"));
        second.addCc(new Email("eve@mill.test"));
        second.setSubject("And yours");
        mail.addPersonalization(second);

        var taken = send(client, mail);

        assertThat(taken.getStatusCode()).as(taken.getBody()).isEqualTo(202);
        assertThat(taken.getHeaders()).containsKey("X-message-id");
        assertThat(sandbox.mails().all())
                .extracting(head -> head.subject() + " " + head.to())
                .containsExactly("And yours [bob@mill.test, eve@mill.test]", "Your flour [ada@mill.test]");
        var opened = Asker.json(asker.get("/_sandbox/mails/1"));
        assertThat(opened.path("text").stringValue()).isEqualTo("It is ready.");
        assertThat(opened.path("html").stringValue()).isEqualTo("<p>It is <b>ready</b>.</p>");
        assertThat(opened.at("/attachments/0/name").stringValue()).isEqualTo("flour.bin");
        assertThat(opened.at("/attachments/0/size").intValue()).isEqualTo(3);
        assertThat(opened.path("headers").toString())
                .contains("Ada Müller <ada@mill.test>", "X-Order", "miller@mill.test");
    }

    @Test
    void aTrialIsNotSent() throws IOException {
        var settings = new MailSettings();
        var on = new Setting();
        on.setEnable(true);
        settings.setSandboxMode(on);
        var mail = mail();
        mail.setMailSettings(settings);

        assertThat(send(client, mail).getStatusCode()).isEqualTo(200);
        assertThat(sandbox.mails().all()).isEmpty();
    }

    @Test
    void whoeverHasNoKeyIsNotHeard() throws IOException {
        assertThat(send(client("other"), mail()).getStatusCode()).isEqualTo(401);
    }

    @Test
    void scopesAreTold() throws IOException {
        var request = new Request();
        request.setMethod(Method.GET);
        request.setEndpoint("scopes");

        assertThat(client.api(request).getBody()).contains("\"mail.send\"");
    }

    @Test
    void eventsAreGenuine() throws Exception {
        try (var receiver = new Receiver(0)) {
            sandbox.sendGrid().webhook(receiver.url());
            send(client, mail());
            await().until(() -> receiver.told().size() == 2);
            var told = receiver.told().getFirst();
            var check = new EventWebhook();
            var key = check.ConvertPublicKeyToECDSA(sandbox.sendGrid().publicKey());
            var signature = told.header("X-Twilio-Email-Event-Webhook-Signature");
            var time = told.header("X-Twilio-Email-Event-Webhook-Timestamp");

            assertThat(check.VerifySignature(key, told.body(), signature, time)).isTrue();
            assertThat(check.VerifySignature(key, told.body() + " ", signature, time))
                    .isFalse();
        }
    }
}
