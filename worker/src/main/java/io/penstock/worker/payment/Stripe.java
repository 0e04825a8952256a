package io.penstock.worker.payment;

import io.penstock.worker.key.Key;
import io.penstock.worker.service.Service;
import io.penstock.worker.service.Service.Heard;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

/** Calls Stripe: once each time, as the retries are the job's. */
final class Stripe {

    /** What Stripe's answers look like is that of this day, whatever the account is set to. */
    static final String VERSION = "2026-07-29.dahlia";

    private static final int LONGEST_MESSAGE = 500;

    private final Service service;
    private final Key key;

    Stripe(StripeSettings settings, Key key, Clock clock) {
        this.service = new Service(settings.baseUrl(), settings.connectTimeout(), settings.timeout(), clock);
        this.key = key;
    }

    /** @param idempotencyKey under which Stripe keeps its answer */
    Reply post(String path, Map<String, String> form, String idempotencyKey) throws InterruptedException {
        var headers = headers();
        headers.put("Idempotency-Key", idempotencyKey);
        var body = encoded(form).getBytes(StandardCharsets.US_ASCII);
        return reply(service.post(path, MediaType.APPLICATION_FORM_URLENCODED, body, headers));
    }

    Reply get(String path, Map<String, String> query) throws InterruptedException {
        return reply(service.get(query.isEmpty() ? path : path + "?" + encoded(query), headers()));
    }

    private Map<String, String> headers() {
        var headers = new HashMap<>(key.header("Authorization", secret -> "Bearer " + secret));
        headers.put("Stripe-Version", VERSION);
        return headers;
    }

    private Reply reply(Heard heard) {
        return switch (heard) {
            case Heard.Unreached unreached -> new Reply.Unreached();
            case Heard.Lost lost -> new Reply.Lost();
            case Heard.Answer answer when answer.isSuccess() -> done(answer.body());
            case Heard.Answer answer -> refused(answer, answer.body().path("error"));
        };
    }

    /** An answer that is no object of Stripe's says nothing of what happened. */
    private static Reply done(JsonNode body) {
        boolean isObject = body.path("id").isString()
                || body.path("data").isArray()
                || body.path("object").isString();
        return isObject ? new Reply.Ok(body) : new Reply.Lost();
    }

    private Reply.Refused refused(Heard.Answer answer, JsonNode error) {
        var code = reason(error);
        var type = error.path("type").asString("");
        var message = key.strippedFrom(error.path("message").asString(""));
        var headers = answer.headers();
        return new Reply.Refused(
                answer.status(),
                type,
                code.isEmpty() ? type : code,
                message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)),
                "true".equals(headers.getFirst("Idempotent-Replayed")),
                yesOrNo(headers.getFirst("Stripe-Should-Retry")),
                answer.after());
    }

    /** Of a declined card the bank's word says more than Stripe's. */
    static String reason(JsonNode error) {
        var code = error.path("code").asString("");
        return code.equals("card_declined") ? error.path("decline_code").asString(code) : code;
    }

    private static @Nullable Boolean yesOrNo(@Nullable String text) {
        return text == null ? null : Boolean.valueOf(text);
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
