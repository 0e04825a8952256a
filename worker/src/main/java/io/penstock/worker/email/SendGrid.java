package io.penstock.worker.email;

import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.json.Json;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.EffectRefused;
import io.penstock.worker.key.Key;
import io.penstock.worker.service.Service;
import io.penstock.worker.service.Service.Heard;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** SendGrid, by its v3 API. It takes no idempotency key, so a mail whose answer was lost is not sent again. */
final class SendGrid implements Transport {

    static final String NAME = "sendgrid";

    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final int LONGEST_MESSAGE = 300;

    private final Service service;
    private final Key key;

    SendGrid(MailSettings.Sendgrid settings, Key key, Clock clock) {
        this.service = new Service(settings.baseUrl(), settings.connectTimeout(), settings.timeout(), clock);
        this.key = key;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String send(Mail mail) throws EffectRefused, HandedOverOrNot, InterruptedException {
        var body = Json.write(request(mail)).getBytes(StandardCharsets.UTF_8);
        return switch (service.post("/v3/mail/send", MediaType.APPLICATION_JSON, body, headers())) {
            case Heard.Answer answer
            when answer.isSuccess() ->
                Objects.requireNonNullElse(answer.headers().getFirst("X-Message-Id"), mail.messageId());
            case Heard.Answer answer when answer.status() == 429 -> throw EffectRefused.as(overloaded(answer));
            case Heard.Answer answer
            when answer.status() >= 500 -> throw new HandedOverOrNot("SendGrid answered " + answer.status());
            case Heard.Answer answer -> throw EffectRefused.as(refused(answer));
            case Heard.Unreached unreached ->
                throw EffectRefused.retryable("mail_unreachable", "SendGrid could not be reached; nothing was sent.");
            case Heard.Lost lost -> throw new HandedOverOrNot("SendGrid did not answer");
        };
    }

    @Override
    public Optional<String> greet() throws InterruptedException {
        return switch (service.get("/v3/scopes", headers())) {
            case Heard.Answer answer when answer.isSuccess() -> Optional.empty();
            case Heard.Answer answer
            when answer.status() == 401 || answer.status() == 403 ->
                Optional.of("SendGrid does not take the key. Check penstock.mail.sendgrid.key-variable or .key-file.");
            case Heard.Answer answer -> Optional.of("SendGrid answered " + answer.status() + ". Try again later.");
            case Heard.Unreached unreached -> Optional.of(unreached());
            case Heard.Lost lost -> Optional.of(unreached());
        };
    }

    private static String unreached() {
        return "SendGrid does not answer. Check penstock.mail.sendgrid.base-url and the way out of this machine.";
    }

    private Map<String, String> headers() {
        return key.header("Authorization", secret -> "Bearer " + secret);
    }

    private static Answer<?> overloaded(Heard.Answer answer) {
        return Answer.overloaded(
                "mail_rate_limited",
                "SendGrid takes no more mails just now.",
                Objects.requireNonNullElse(answer.after(), A_SECOND));
    }

    private Answer<?> refused(Heard.Answer answer) {
        return switch (answer.status()) {
            case 401, 403 ->
                Answer.permanent(
                        "mail_key_refused",
                        "SendGrid does not take the key or the sender of this installation. Tell its operator.");
            default -> Answer.permanent("mail_refused", said(answer));
        };
    }

    /** The first of its errors; it names a field, but may quote what stands there. */
    private String said(Heard.Answer answer) {
        var error = answer.body().path("errors").path(0);
        var field = error.path("field").asString("");
        var message = key.strippedFrom(error.path("message").asString(""));
        return message.isEmpty()
                ? "SendGrid answered " + answer.status() + "."
                : "SendGrid answered %d%s: %s"
                        .formatted(
                                answer.status(),
                                field.isEmpty() ? "" : " for " + field,
                                message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
    }

    private static JsonNode request(Mail mail) {
        var request = Json.mapper().createObjectNode();
        request.putArray("personalizations").add(personalization(mail));
        request.set("from", address(mail.from()));
        if (mail.replyTo() != null) {
            request.set("reply_to", address(mail.replyTo()));
        }
        request.put("subject", mail.subject());
        addContent(request.putArray("content"), "text/plain", mail.text());
        addContent(request.withArray("content"), "text/html", mail.html());
        var headers = new HashMap<>(mail.headers());
        headers.put("Message-ID", "<" + mail.messageId() + ">");
        request.set("headers", Json.mapper().valueToTree(headers));
        addFiles(request, mail.files());
        request.putObject("custom_args")
                .put(MailSettings.JOB, mail.job().toString())
                .put(MailSettings.TENANT, String.valueOf(mail.tenant()));
        return request;
    }

    private static ObjectNode personalization(Mail mail) {
        var all = Json.mapper().createObjectNode();
        addAddresses(all, "to", mail.recipients().to());
        addAddresses(all, "cc", mail.recipients().cc());
        addAddresses(all, "bcc", mail.recipients().bcc());
        return all;
    }

    private static void addAddresses(ObjectNode to, String field, List<MailAddress> addresses) {
        if (!addresses.isEmpty()) {
            var array = to.putArray(field);
            addresses.forEach(address -> array.add(address(address)));
        }
    }

    private static ObjectNode address(MailAddress address) {
        var node = Json.mapper().createObjectNode().put("email", address.email());
        return address.name() == null ? node : node.put("name", address.name());
    }

    private static void addFiles(ObjectNode to, List<Mail.File> files) {
        if (!files.isEmpty()) {
            var array = to.putArray("attachments");
            files.forEach(file -> array.addObject()
                    .put("filename", file.name())
                    .put("type", file.contentType())
                    .put("content", Base64.getEncoder().encodeToString(file.content())));
        }
    }

    private static void addContent(ArrayNode to, String type, @Nullable String value) {
        if (value != null) {
            to.addObject().put("type", type).put("value", value);
        }
    }
}
