package io.penstock.standalone.analysis;

import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Target;
import io.penstock.client.server.Unreachable;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Stop;
import io.penstock.standalone.dev.DevService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A service for one command: what it finds stays in its folder for the next one. */
public final class LocalServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DevService service;
    private final Server server;

    private LocalServer(DevService service, Server server) {
        this.service = service;
        this.server = server;
    }

    /** @param gitHost may be called wherever it is: its user named it */
    public static LocalServer start(Path data, @Nullable String gitHost, Progress progress) {
        progress.tell("Starting");
        var settings = new HashMap<String, Object>(Map.of(
                "penstock.worker.lanes", "analysis",
                "penstock.artifacts.store", "folder",
                "penstock.analyses.folder", data.resolve("sources").toAbsolutePath()));
        if (gitHost != null) {
            settings.put("penstock.analyses.allow", gitHost);
        }
        var service = DevService.startBare(data, settings);
        return new LocalServer(
                service, new Server(new Target(service.url(), service.key().secret()), PATIENCE, progress));
    }

    public Server server() {
        return server;
    }

    /** What a command that was killed left: nobody waits for it any more. */
    public void cancelWhatIsLeft() throws InterruptedException {
        var stop = new Stop();
        try {
            for (var state : List.of("running", "queued")) {
                for (var left : server.get("/v1/analyses?state=" + state, stop).path("data")) {
                    var cancel = "/v1/analyses/" + left.path("id").asString("") + "/cancel";
                    server.post(cancel, "{}", "cancel-" + UUID.randomUUID(), stop);
                }
            }
        } catch (Refused | Unreachable | Stop.Asked e) {
            throw new IllegalStateException("The service in this process does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
