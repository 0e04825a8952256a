package io.penstock.standalone.cli;

import io.penstock.standalone.dev.DevService;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of the commands that run the whole service. */
final class ServiceOptions {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "The port to listen on, 0 for any free one (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".penstock",
            description = "The folder that everything is kept in (default ${DEFAULT-VALUE}).")
    private Path data = Path.of(".penstock");

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many workers to run (default ${DEFAULT-VALUE}).")
    private int workers;

    DevService start(Map<String, Object> more) {
        var settings = new HashMap<>(more);
        settings.put("penstock.worker.count", workers);
        return DevService.start(data, port, settings);
    }
}
