package io.penstock.sandbox.server;

import com.sun.net.httpserver.HttpExchange;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who is on the line: what was asked, and the ways to answer. */
public final class Caller {

    /** The most that is read of a body. */
    public static final int LARGEST = 32 << 20;

    private final HttpExchange exchange;
    private final byte[] body;
    private boolean hungUp;

    Caller(HttpExchange exchange) throws IOException {
        this.exchange = exchange;
        this.body = exchange.getRequestBody().readNBytes(LARGEST + 1);
    }

    public String method() {
        return exchange.getRequestMethod();
    }

    public String path() {
        return exchange.getRequestURI().getPath();
    }

    public boolean asks(String method, String path) {
        return method.equals(method()) && path.equals(path());
    }

    /** What comes after the prefix, if it asks for something below it. */
    public Optional<String> below(String method, String prefix) {
        return method.equals(method()) && path().startsWith(prefix) && path().length() > prefix.length()
                ? Optional.of(path().substring(prefix.length()))
                : Optional.empty();
    }

    public @Nullable String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** As it came. */
    public @Nullable String query() {
        return exchange.getRequestURI().getRawQuery();
    }

    public @Nullable String query(String name) {
        var query = query();
        return query == null
                ? null
                : Stream.of(query.split("&", -1))
                        .filter(pair -> pair.startsWith(name + "="))
                        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                        .findFirst()
                        .orElse(null);
    }

    /** As it came; nobody changes it. */
    public byte[] body() {
        return body;
    }

    /** Answers a document of that form; another one is refused. */
    public <T> Answer reads(Class<T> type, Function<T, Answer> then) {
        return switch (Json.read(body, type)) {
            case Read.Invalid<T> invalid -> Answer.refused(invalid.violations());
            case Read.Valid<T> valid -> then.apply(valid.value());
        };
    }

    public boolean saysTooMuch() {
        return body.length > LARGEST;
    }

    public void send(Answer answer) throws IOException {
        begin(answer.headers(), "application/json");
        send(answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Something that was found, as it is. */
    public void send(String type, byte[] bytes) throws IOException {
        begin(Map.of(), type);
        send(200, bytes);
    }

    private void send(int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    public EventStream stream(Map<String, String> headers) throws IOException {
        begin(headers, "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        return new EventStream(exchange.getResponseBody());
    }

    private void begin(Map<String, String> headers, String type) {
        exchange.getResponseHeaders().set("Content-Type", type);
        headers.forEach(exchange.getResponseHeaders()::set);
    }

    /** The connection is closed once the handler returns, wherever the answer was. */
    public void hangUp() {
        hungUp = true;
    }

    boolean isHungUp() {
        return hungUp;
    }
}
