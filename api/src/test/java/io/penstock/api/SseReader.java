package io.penstock.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A reader of a stream of server-sent events, as a browser is one. */
final class SseReader implements AutoCloseable {

    /** @param type empty for a block that has no data, such as a heartbeat */
    record Event(String id, String type, String data) {}

    private final HttpResponse<InputStream> response;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private SseReader(HttpResponse<InputStream> response) {
        this.response = response;
        this.thread = Thread.startVirtualThread(this::read);
    }

    static SseReader open(TestClient client, String path, @Nullable String lastEventId) {
        var request = client.request(path);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new SseReader(client.open(request));
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Those with data. */
    List<Event> events() {
        return events.stream().filter(event -> !event.type.isEmpty()).toList();
    }

    /** All blocks. */
    List<Event> blocks() {
        return List.copyOf(events);
    }

    boolean hasEnded() {
        return !thread.isAlive();
    }

    List<Event> awaitEnd() {
        Awaitility.await("the stream ends").atMost(Duration.ofSeconds(20)).until(this::hasEnded);
        return events();
    }

    Event await(Predicate<Event> wanted) {
        Awaitility.await("the event comes")
                .atMost(Duration.ofSeconds(20))
                .until(() -> blocks().stream().anyMatch(wanted));
        return blocks().stream().filter(wanted).findFirst().orElseThrow();
    }

    Event await(String type) {
        return await(event -> event.type.equals(type));
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var block = new ArrayList<String>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    events.add(new Event(field(block, "id"), field(block, "event"), field(block, "data")));
                    block.clear();
                } else {
                    block.add(line);
                }
            }
        } catch (IOException e) {
            // It was cut off.
        }
    }

    private static String field(List<String> block, String name) {
        return block.stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
