package io.penstock.client.server;

import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Stop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;

/** A Penstock that is called over HTTP. What fails for a moment is tried again for a while. */
public final class Server {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(90);
    private static final long SLOWEST_UPLOAD = 50_000;
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final String TYPE = "Content-Type";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private final Target target;
    private final Duration patience;
    private final Progress progress;

    /** @param patience for how long one waits for a server that does not answer */
    public Server(Target target, Duration patience, Progress progress) {
        this.target = target;
        this.patience = patience;
        this.progress = progress;
    }

    public String url() {
        return target.url();
    }

    /** The same one, waited for longer. */
    public Server patient(Duration longer) {
        return new Server(target, longer, progress);
    }

    public JsonNode get(String path, Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        return call(Call.get(path), stop).json();
    }

    /** @param idempotencyKey by which the server knows what it was sent before */
    public JsonNode post(String path, String body, String idempotencyKey, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        return call(Call.post(path, body).with("Idempotency-Key", idempotencyKey), stop)
                .json();
    }

    public void delete(String path, Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        call(Call.delete(path), stop);
    }

    public Answer call(Call call, Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var request = request(call.path()).timeout(ANSWER);
        call.headers().forEach(request::header);
        if (call.body() == null) {
            request.method(call.method(), BodyPublishers.noBody());
        } else {
            request.header(TYPE, "application/json").method(call.method(), BodyPublishers.ofString(call.body()));
        }
        return Answer.of(send(request, text(), stop));
    }

    public void download(String path, Path to, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        BodyHandler<String> handler = info -> info.statusCode() == 200
                ? BodySubscribers.mapping(
                        BodySubscribers.ofFile(to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                        Path::toString)
                : text().apply(info);
        send(request(path).timeout(ANSWER), handler, stop);
    }

    /** @param sent is told of how many bytes of the file are on their way */
    public JsonNode upload(FileForm form, LongConsumer sent, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var boundary = form.boundary();
        var request = request("/v1/artifacts")
                .timeout(ANSWER.plusSeconds(form.bytes() / SLOWEST_UPLOAD))
                .header(TYPE, "multipart/form-data; boundary=" + boundary)
                .POST(form.body(boundary, sent, stop));
        return Answer.of(send(request, text(), stop)).json();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(target.url() + path))
                .header("Authorization", "Bearer " + target.key());
    }

    private static BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, BodyHandler<String> handler, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        long began = System.nanoTime();
        var delay = FIRST_DELAY;
        while (true) {
            Trouble trouble;
            try {
                var response = client.send(request.build(), handler);
                if (isAnswer(response.statusCode())) {
                    return response;
                }
                trouble = Answer.of(response).trouble();
                if (!isPassing(response.statusCode())) {
                    throw new Refused(trouble.code(), trouble.sentence());
                }
            } catch (IOException e) {
                stop.check();
                trouble = Trouble.of(e);
            }
            if (System.nanoTime() - began >= patience.toNanos()) {
                throw new Unreachable(
                        "The server at %s does not answer as it should: %s".formatted(url(), trouble.sentence()));
            }
            progress.tell("Waiting for the server at %s: %s".formatted(url(), trouble.sentence()));
            stop.await(delay);
            delay = delay.multipliedBy(2).compareTo(LONGEST_DELAY) < 0 ? delay.multipliedBy(2) : LONGEST_DELAY;
        }
    }

    private static boolean isAnswer(int status) {
        return status < 300 || status == 304;
    }

    private static boolean isPassing(int status) {
        return status == 429 || status >= 500;
    }
}
