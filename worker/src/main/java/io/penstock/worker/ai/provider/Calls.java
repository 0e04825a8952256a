package io.penstock.worker.ai.provider;

import io.penstock.catalog.json.Json;
import io.penstock.worker.ai.provider.Reply.Failed;
import io.penstock.worker.service.Service;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Calls providers: once each time, as the retries are the job's. An interrupt ends a call. */
public final class Calls {

    private static final int LONGEST_ANSWER = 16 << 20;
    private static final int LONGEST_REFUSAL = 64 << 10;
    private static final int NOT_FOUND = 404;

    /** A sandbox says in each answer what it is. */
    private static final String SANDBOX = "penstock-sandbox";

    /** Says nothing: of what is asked, only the headers matter. */
    private static final Question GREETING =
            new Question("", List.of(new Question.Turn(false, "")), null, 1, null, false);

    private final HttpClient http;
    private final Waits waits;

    /** By their timeout, which is a client's own. */
    private final Map<Duration, RestClient> clients = new ConcurrentHashMap<>();

    public Calls(Duration connectTimeout, Clock clock) {
        this.http = Service.client(connectTimeout);
        this.waits = new Waits(clock);
    }

    /**
     * @param text takes the pieces of a streamed answer as they come
     * @param quotas takes what the provider says that it gives in a minute, by what it counts
     */
    public Reply ask(
            Provider provider,
            Endpoint endpoint,
            Question question,
            Consumer<String> text,
            Consumer<Map<String, Long>> quotas)
            throws InterruptedException {
        var request = provider.request(endpoint, question);
        var body = Json.write(request.body()).getBytes(StandardCharsets.UTF_8);
        var replies = new Replies(endpoint, question);
        try {
            return client(endpoint)
                    .post()
                    .uri(URI.create(endpoint.url() + request.path()))
                    .headers(headers -> request.headers().forEach(headers::set))
                    .contentType(MediaType.APPLICATION_JSON)
                    .accept(question.stream() ? MediaType.TEXT_EVENT_STREAM : MediaType.APPLICATION_JSON)
                    .contentLength(body.length)
                    .body(body)
                    .exchangeForRequiredValue((sent, response) -> {
                        quotas.accept(Quotas.of(response.getHeaders()));
                        var reply = read(provider, endpoint, question, response, replies, text);
                        return isOfSandbox(response) ? reply.ofSandbox() : reply;
                    });
        } catch (RestClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return unanswered(e, replies);
        }
    }

    private static boolean isOfSandbox(ClientHttpResponse response) {
        return "true".equals(response.getHeaders().getFirst(SANDBOX));
    }

    /** Asks for the model, which each can tell of and none charges for: nothing when it is there. */
    public Optional<Failed> greet(Provider provider, Endpoint endpoint) throws InterruptedException {
        var replies = new Replies(endpoint, GREETING);
        try {
            return client(endpoint)
                    .get()
                    .uri(URI.create(endpoint.url() + provider.modelPath(endpoint)))
                    .headers(headers ->
                            provider.request(endpoint, GREETING).headers().forEach(headers::set))
                    .exchangeForRequiredValue((sent, response) -> greeted(provider, endpoint, response, replies));
        } catch (RestClientException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return Optional.of(unanswered(e, replies));
        }
    }

    private Optional<Failed> greeted(Provider provider, Endpoint endpoint, ClientHttpResponse response, Replies replies)
            throws IOException {
        if (!response.getStatusCode().is2xxSuccessful()) {
            return Optional.of((Failed) refused(provider, response, replies));
        }
        var told = body(response, LONGEST_ANSWER);
        return told.isObject() && provider.has(endpoint.model(), told)
                ? Optional.empty()
                : Optional.of(replies.refused(NOT_FOUND, new Told.Complaint(Trouble.CONFIGURATION, "", "")));
    }

    private RestClient client(Endpoint endpoint) {
        return clients.computeIfAbsent(endpoint.timeout(), timeout -> {
            var factory = new JdkClientHttpRequestFactory(http);
            factory.setReadTimeout(timeout);
            return RestClient.builder().requestFactory(factory).build();
        });
    }

    private Reply read(
            Provider provider,
            Endpoint endpoint,
            Question question,
            ClientHttpResponse response,
            Replies replies,
            Consumer<String> text)
            throws IOException {
        int status = response.getStatusCode().value();
        if (status < 200 || status > 299) {
            return refused(provider, response, replies);
        }
        return question.stream()
                ? streamed(provider, endpoint, response, replies, text)
                : whole(provider, response, replies);
    }

    private static Reply whole(Provider provider, ClientHttpResponse response, Replies replies) throws IOException {
        try {
            var in = new Bounded(response.getBody(), LONGEST_ANSWER);
            return replies.of(provider.whole(Json.mapper().readTree(in)));
        } catch (IOException | JacksonException e) {
            letGo(response);
            return broken(e, replies);
        }
    }

    /** Otherwise the rest would be read, however long it is. */
    private static void letGo(ClientHttpResponse response) throws IOException {
        response.getBody().close();
    }

    private static Reply streamed(
            Provider provider, Endpoint endpoint, ClientHttpResponse response, Replies replies, Consumer<String> text)
            throws IOException {
        try (var in = new Attended(response.getBody(), endpoint.silence())) {
            try {
                return replies.of(streamed(provider.stream(), new Events(new Bounded(in, LONGEST_ANSWER)), text));
            } catch (IOException | JacksonException e) {
                letGo(response);
                return in.isSilent() ? replies.silent() : broken(e, replies);
            }
        }
    }

    /** An interrupt closes the stream, so it shows as a failure to read. */
    private static Failed broken(Exception e, Replies replies) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("The call was interrupted", e);
        }
        return replies.broken();
    }

    private static Told streamed(Reading reading, Events events, Consumer<String> text) throws IOException {
        for (var data = events.next(); data != null; data = events.next()) {
            reading.event(data, text);
            if (reading.isOver()) {
                break;
            }
        }
        return reading.end();
    }

    private Reply refused(Provider provider, ClientHttpResponse response, Replies replies) throws IOException {
        var status = response.getStatusCode().value();
        var headers = response.getHeaders();
        var wait = waits.of(status, headers);
        var told = provider.refused(new Refusal(status, waits.areSaidIn(headers), body(response, LONGEST_REFUSAL)));
        var complaint = switch (headers.getFirst("x-should-retry")) {
            case "true" -> told.as(status == 429 ? Trouble.RATE : Trouble.OVERLOAD);
            case "false" -> told.as(isPassing(told.trouble()) ? Trouble.CALLER : told.trouble());
            case null, default -> told;
        };
        return replies.refused(status, wait == null ? complaint : complaint.after(wait));
    }

    private static boolean isPassing(Trouble trouble) {
        return trouble == Trouble.RATE || trouble == Trouble.OVERLOAD;
    }

    /** What stands before a provider answers with pages of its own when the provider is down. */
    private static JsonNode body(ClientHttpResponse response, int longest) throws IOException {
        try {
            return Json.mapper().readTree(response.getBody().readNBytes(longest));
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static Failed unanswered(RestClientException e, Replies replies) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return replies.late();
            }
            if (cause instanceof ConnectException) {
                return replies.unreached();
            }
        }
        return replies.cutOff();
    }
}
