package io.penstock.client.command;

import io.penstock.client.terminal.Terminal;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Where a command is run. */
public record Surroundings(
        Map<String, String> environment, Path folder, InputStream in, Terminal terminal, Clock clock) {

    public static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(), Path.of(""), System.in, Terminal.ofProcess(System.getenv()), Clock.systemUTC());
    }
}
