package io.penstock.benchmark;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.fleet.LaneLoads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Two dispatchers, which are an api and a scheduler, and four workers unless told otherwise, each in a process of its own. */
final class Fleet implements AutoCloseable {

    static final int WORKERS = 4;

    /** Six machines that compile at their best would have the cores to themselves for a minute. */
    private static final List<String> SMALL = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final Map<String, String> settings;
    private final Class<?> main;
    private final int port;
    private final int workers;
    private final List<Map<String, String>> turns;
    private final List<String> java;
    private int logs;

    private Fleet(
            Path folder,
            Map<String, String> settings,
            Class<?> main,
            int port,
            int workers,
            List<Map<String, String>> turns,
            List<String> java) {
        this.folder = folder;
        this.settings = Map.copyOf(settings);
        this.main = main;
        this.port = port;
        this.workers = workers;
        this.turns = List.copyOf(turns);
        this.java = List.copyOf(java);
    }

    static Fleet start(Path folder, Map<String, String> settings, Class<?> main) throws IOException {
        return start(folder, settings, main, WORKERS);
    }

    static Fleet start(Path folder, Map<String, String> settings, Class<?> main, int workers) throws IOException {
        return start(folder, settings, main, workers, SMALL);
    }

    /** @param java options of all their machines */
    static Fleet start(Path folder, Map<String, String> settings, Class<?> main, int workers, List<String> java)
            throws IOException {
        return start(new Fleet(folder, settings, main, freePort(), workers, List.of(Map.of()), java));
    }

    /** @param turns settings that the workers have besides: the first one the first of these, and so on, over and over */
    static Fleet start(Path folder, Map<String, String> settings, Class<?> main, List<Map<String, String>> turns)
            throws IOException {
        return start(new Fleet(folder, settings, main, freePort(), WORKERS, turns, SMALL));
    }

    private static Fleet start(Fleet fleet) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> fleet.processes.forEach(Process::destroy)));
        try {
            fleet.processes.add(fleet.start("api", Map.of()));
            fleet.processes.add(fleet.start("scheduler", Map.of()));
            for (int number = 0; number < fleet.workers; number++) {
                fleet.processes.add(fleet.startWorker(number));
            }
            return fleet;
        } catch (IOException e) {
            fleet.close();
            throw e;
        }
    }

    private Process startWorker(int number) throws IOException {
        return start("worker", turns.get(number % turns.size()));
    }

    private Process start(String role, Map<String, String> more) throws IOException {
        var builder = ServiceProcess.builder(main, role, "--port", role.equals("api") ? String.valueOf(port) : "0");
        builder.command().addAll(1, java);
        builder.environment().putAll(settings);
        builder.environment().putAll(more);
        var log = folder.resolve(role + "-" + logs++ + ".log").toFile();
        return builder.redirectErrorStream(true).redirectOutput(log).start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Of the api. */
    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Returns when there is an api, and workers that serve a lane. */
    void awaitReady(Database database) throws InterruptedException {
        var ready = new HttpCaller(url(), "nobody");
        var loads = new LaneLoads(database);
        while (!isUp(ready) || loads.of(Lane.HTTP).workers() < workers) {
            if (gone() > 0) {
                throw new IllegalStateException("A process of the fleet ended; see its log");
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private static boolean isUp(HttpCaller caller) throws InterruptedException {
        try {
            return caller.get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    Process scheduler() {
        return processes.get(1);
    }

    List<Process> workers() {
        return processes.subList(processes.size() - workers, processes.size());
    }

    /** kill -9 of one that lives; the workers come last. */
    void killWorker() {
        processes.reversed().stream()
                .filter(Process::isAlive)
                .findFirst()
                .orElseThrow()
                .destroyForcibly();
    }

    /** kill -9 of a worker; another one takes its place at once. */
    void replaceWorker(int number) throws IOException, InterruptedException {
        int place = number % workers;
        workers().get(place).destroyForcibly().waitFor();
        workers().set(place, startWorker(place));
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
