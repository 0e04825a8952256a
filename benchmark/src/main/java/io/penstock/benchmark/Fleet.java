package io.penstock.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Two dispatchers, which are an api and a scheduler, and four workers, each in a process of its own. */
final class Fleet implements AutoCloseable {

    private static final List<String> ROLES = List.of("api", "scheduler", "worker", "worker", "worker", "worker");
    private static final String SMALL = "-Xmx512m";

    private final List<Process> processes = new ArrayList<>();

    private Fleet() {}

    static Fleet start(Path folder, Map<String, String> settings, Class<?> main) throws IOException {
        var fleet = new Fleet();
        try {
            for (var role : ROLES) {
                var builder = ServiceProcess.builder(main, role, "--port", "0");
                builder.command().add(1, SMALL);
                builder.environment().putAll(settings);
                var log = folder.resolve(role + "-" + fleet.processes.size() + ".log")
                        .toFile();
                fleet.processes.add(
                        builder.redirectErrorStream(true).redirectOutput(log).start());
            }
            return fleet;
        } catch (IOException e) {
            fleet.close();
            throw e;
        }
    }

    /** How many of them are gone, which none should be. */
    long gone() {
        return processes.stream().filter(process -> !process.isAlive()).count();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (var process : processes) {
            if (Stream.of(process).noneMatch(Fleet::ends)) {
                process.destroyForcibly();
            }
        }
    }

    private static boolean ends(Process process) {
        try {
            return process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
