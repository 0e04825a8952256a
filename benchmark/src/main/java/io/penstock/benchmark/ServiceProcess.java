package io.penstock.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The whole service in a process of its own, run as this one is, so that its memory can be told from its clients'. */
public final class ServiceProcess implements AutoCloseable {

    private static final String READY = "Penstock is ready at ";

    private final Process process;
    private final URI url;
    private final String key;

    private ServiceProcess(Process process, URI url, String key) {
        this.process = process;
        this.url = url;
        this.key = key;
    }

    /** @param main what starts the service */
    public static ServiceProcess start(Path folder, String key, Class<?> main) throws IOException {
        var builder = builder(
                        main,
                        "dev",
                        "--port",
                        "0",
                        "--data",
                        folder.resolve("service").toString())
                .redirectErrorStream(true);
        builder.environment().put("PENSTOCK_API_KEY", key);
        builder.environment().put("PENSTOCK_WORKER_SLOTS", "1000");
        var process = builder.start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(READY)) {
                return new ServiceProcess(process, URI.create(line.substring(READY.length())), key);
            }
        }
        throw new IllegalStateException("The service did not start; see its log in " + folder);
    }

    /** This program once more, with another command. */
    static ProcessBuilder builder(Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    URI url() {
        return url;
    }

    String key() {
        return key;
    }

    /** Bytes, after its garbage was collected. */
    record Memory(double heap, double resident) {}

    Memory memory() throws IOException, InterruptedException {
        jcmd("GC.run");
        var heap = new HttpCaller(url.toString(), key)
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
        var resident = Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                .sum();
        return new Memory(heap, resident);
    }

    private void jcmd(String what) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        new ProcessBuilder(jcmd, String.valueOf(process.pid()), what)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start()
                .waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
