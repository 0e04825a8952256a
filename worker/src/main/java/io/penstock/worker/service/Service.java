package io.penstock.worker.service;

import io.penstock.catalog.json.Json;
import io.penstock.worker.http.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Somebody's HTTP API, called once each time, as the retries are the job's. An interrupt ends a call. */
public final class Service {

    private static final int LONGEST_ANSWER = 1 << 20;

    private final String url;
    private final RestClient client;
    private final RetryAfter retryAfter;

    /** @param timeout from the call to the end of its answer's head */
    public Service(URI url, Duration connectTimeout, Duration timeout, Clock clock) {
        this.url = url.toString().replaceAll("/+$", "");
        this.retryAfter = new RetryAfter(clock);
        var requests = new JdkClientHttpRequestFactory(client(connectTimeout));
        requests.setReadTimeout(timeout);
        this.client = RestClient.builder().requestFactory(requests).build();
    }

    /** What services are called with, whether or not their answers are read whole. */
    public static HttpClient client(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /** A user and a password would be shown with the URL. */
    public static void check(String setting, URI url) {
        if (url.getHost() == null
                || url.getUserInfo() != null
                || !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
            throw new IllegalArgumentException(setting + " must be an http or https URL without user and password");
        }
    }

    /** What came of a call. */
    public sealed interface Heard {

        /**
         * @param body missing when it is no JSON, or too long
         * @param after how long the service asks to be left alone
         */
        record Answer(
                int status,
                HttpHeaders headers,
                JsonNode body,
                @Nullable Duration after) implements Heard {

            public boolean isSuccess() {
                return status >= 200 && status <= 299;
            }
        }

        /** Nothing was sent. */
        record Unreached() implements Heard {}

        /** Nobody knows what came of it. */
        record Lost() implements Heard {}
    }

    public Heard get(String path, Map<String, String> headers) throws InterruptedException {
        return send(request(HttpMethod.GET, path), headers);
    }

    public Heard post(String path, MediaType type, byte[] body, Map<String, String> headers)
            throws InterruptedException {
        return send(
                request(HttpMethod.POST, path)
                        .contentType(type)
                        .contentLength(body.length)
                        .body(body),
                headers);
    }

    private RestClient.RequestBodySpec request(HttpMethod method, String path) {
        return client.method(method).uri(URI.create(url + path));
    }

    private Heard send(RestClient.RequestHeadersSpec<?> request, Map<String, String> headers)
            throws InterruptedException {
        try {
            return request.headers(all -> headers.forEach(all::set))
                    .exchangeForRequiredValue((sent, response) -> read(response));
        } catch (RestClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return isUnsent(e) ? new Heard.Unreached() : new Heard.Lost();
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

    private Heard read(ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        return new Heard.Answer(
                status, response.getHeaders(), body(response), retryAfter.of(status, response.getHeaders()));
    }

    private static JsonNode body(ClientHttpResponse response) throws IOException {
        var bytes = response.getBody().readNBytes(LONGEST_ANSWER + 1);
        if (bytes.length > LONGEST_ANSWER) {
            // Otherwise the rest would be read, however long it is.
            response.getBody().close();
            return MissingNode.getInstance();
        }
        try {
            return Json.mapper().readTree(bytes);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
