package io.penstock.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Adobe's S3Mock in a process of its own: it is a Spring application, with settings that would change any other it shares a class path with. */
final class MockS3 implements AutoCloseable {

    private static final Path JAR = Path.of("target", "s3mock", "s3mock.jar");
    private static final Pattern STARTED = Pattern.compile("Tomcat started on ports .*?(\\d+) \\(http\\)");

    private final Process process;
    private final int port;

    private MockS3(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static MockS3 start() throws Exception {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "--server.port=0",
                        "--com.adobe.testing.s3mock.http-port=0",
                        "--com.adobe.testing.s3mock.max-payload-size=64MB")
                .redirectErrorStream(true)
                .start();
        var port = new CompletableFuture<Integer>();
        Thread.startVirtualThread(() -> read(process.inputReader(), port));
        return new MockS3(process, port.get(60, TimeUnit.SECONDS));
    }

    /** To its end, or it would stop when nobody takes what it says. */
    private static void read(BufferedReader said, CompletableFuture<Integer> port) {
        try (said) {
            for (@Nullable String line = said.readLine(); line != null; line = said.readLine()) {
                var started = STARTED.matcher(line);
                if (started.find()) {
                    port.complete(Integer.valueOf(started.group(1)));
                }
            }
            port.completeExceptionally(new IllegalStateException("It did not start"));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
