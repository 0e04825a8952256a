package io.penstock.worker.payment;

import io.penstock.catalog.json.Json;
import io.penstock.worker.http.RetryAfter;
import io.penstock.worker.key.Key;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Calls Stripe: once each time, as the retries are the job's. */
final class Stripe {

    /** What Stripe's answers look like is that of this day, whatever the account is set to. */
    static final String VERSION = "2025-09-30.clover";

    private static final int LONGEST_ANSWER = 1 << 20;
    private static final int LONGEST_MESSAGE = 500;

    private final String url;
    private final Key key;
    private final RestClient client;
    private final RetryAfter retryAfter;

    Stripe(StripeSettings settings, Key key, Clock clock) {
        this.url = settings.baseUrl().toString().replaceAll("/+$", "");
        this.key = key;
        this.retryAfter = new RetryAfter(clock);
        var requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build());
        requests.setReadTimeout(settings.timeout());
        this.client = RestClient.builder().requestFactory(requests).build();
    }

    /** @param idempotencyKey under which Stripe keeps its answer */
    Reply post(String path, Map<String, String> form, String idempotencyKey) throws InterruptedException {
        return send(client.post()
                .uri(URI.create(url + path))
                .header("Idempotency-Key", idempotencyKey)
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(encoded(form).getBytes(StandardCharsets.US_ASCII)));
    }

    Reply get(String path, Map<String, String> query) throws InterruptedException {
        var question = query.isEmpty() ? "" : "?" + encoded(query);
        return send(client.get().uri(URI.create(url + path + question)));
    }

    private Reply send(RestClient.RequestHeadersSpec<?> request) throws InterruptedException {
        try {
            return request.headers(headers -> {
                        key.header("Authorization", secret -> "Bearer " + secret)
                                .forEach(headers::set);
                        headers.set("Stripe-Version", VERSION);
                    })
                    .exchangeForRequiredValue((sent, response) -> read(response));
        } catch (RestClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return isUnsent(e) ? new Reply.Unreached() : new Reply.Lost();
        }
    }

    private static boolean isUnsent(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private Reply read(ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        var bytes = response.getBody().readNBytes(LONGEST_ANSWER + 1);
        var body = json(bytes);
        if (status >= 200 && status <= 299) {
            // An answer that is no object of Stripe's says nothing of what happened.
            return body.path("id").isString()
                            || body.path("data").isArray()
                            || body.path("object").isString()
                    ? new Reply.Ok(body)
                    : new Reply.Lost();
        }
        return refused(status, response.getHeaders(), body.path("error"));
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return bytes.length > LONGEST_ANSWER
                    ? MissingNode.getInstance()
                    : Json.mapper().readTree(bytes);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private Reply.Refused refused(int status, HttpHeaders headers, JsonNode error) {
        var code = reason(error);
        var type = error.path("type").asString("");
        var message = key.strippedFrom(error.path("message").asString(""));
        var response = new BasicHttpResponse(status);
        headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        return new Reply.Refused(
                status,
                type,
                code.isEmpty() ? type : code,
                message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)),
                "true".equals(headers.getFirst("Idempotent-Replayed")),
                yesOrNo(headers.getFirst("Stripe-Should-Retry")),
                retryAfter.of(response));
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
