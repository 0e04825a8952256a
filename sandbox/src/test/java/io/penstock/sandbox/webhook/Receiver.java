package io.penstock.sandbox.webhook;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Server;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes webhooks; the first ones not, if it is to be so. */
public final class Receiver implements AutoCloseable {

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures;
    private final Server server = new Server(0, Map.of("/hook", this::receive));

    public Receiver(int failures) {
        this.failures = new AtomicInteger(failures);
    }

    /** @param caller for his headers */
    public record Told(String body, Caller caller) {

        public String header(String name) {
            return Objects.requireNonNull(caller.header(name));
        }

        public String at(String pointer) {
            return Json.mapper().readTree(body).at(pointer).asString("");
        }
    }

    private void receive(Caller caller) throws IOException {
        var body = new String(caller.body(), StandardCharsets.UTF_8);
        told.add(new Told(body, caller));
        caller.send(new Answer(failures.getAndDecrement() > 0 ? 500 : 200, Map.of(), ""));
    }

    public URI url() {
        return URI.create(server.url() + "/hook");
    }

    public List<Told> told() {
        return told;
    }

    /** What stands there in each. */
    public List<String> at(String pointer) {
        return told.stream().map(one -> one.at(pointer)).toList();
    }

    @Override
    public void close() {
        server.close();
    }
}
