package io.penstock.standalone.path;

import io.penstock.standalone.cli.Penstock;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** Penstock in a process of its own, run by its launcher, in a home whose jar has the classes under test. */
final class PenstockProcess implements AutoCloseable {

    private static @Nullable Path home;

    private final Process process;
    private final CompletableFuture<String> output;

    private PenstockProcess(Process process) {
        this.process = process;
        this.output = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    static PenstockProcess start(Map<String, String> environment, String... arguments) {
        return new PenstockProcess(launch(environment, arguments));
    }

    static Process launch(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(listening());
        command.add(home().resolve("penstock").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_"));
        builder.environment().put("PENSTOCK_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PENSTOCK_KINDS", home().resolve("kinds.jar").toString());
        builder.environment().put("PENSTOCK_JAVA_OPTIONS", "-Xmx512m -XX:TieredStopAtLevel=1");
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a shell runs in the background ignores Ctrl-C, and all that it starts would too. */
    private static List<String> listening() {
        var status = Path.of("/proc/self/status");
        try {
            boolean ignores = Files.isReadable(status)
                    && Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("SigIgn:"))
                            .anyMatch(line ->
                                    (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
            return ignores ? List.of("env", "--default-signal=INT") : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path home() {
        if (home == null) {
            try {
                home = Files.createTempDirectory("penstock-test-home-");
                Runtime.getRuntime().addShutdownHook(new Thread(PenstockProcess::removeHome));
                Files.copy(Path.of("..", "penstock"), home.resolve("penstock"), StandardCopyOption.COPY_ATTRIBUTES);
                write(Files.createDirectories(home.resolve(Path.of("standalone", "target", "penstock")))
                        .resolve("penstock.jar"));
                writeKinds(home.resolve("kinds.jar"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return home;
    }

    /** It has nothing but a manifest, which names what is on the class path here, but for what silences the tests of other modules. */
    private static void write(Path jar) throws IOException {
        var silences = PenstockProcess.class
                .getClassLoader()
                .resources("logback-test.xml")
                .map(URL::toString)
                .toList();
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Name.MAIN_CLASS, Penstock.class.getName());
        manifest.getMainAttributes()
                .put(
                        Name.CLASS_PATH,
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                                .map(entry -> new File(entry).toURI().toString())
                                .filter(entry -> silences.stream().noneMatch(silence -> silence.contains(entry)))
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    private static void writeKinds(Path jar) throws IOException {
        try (var file = new JarOutputStream(Files.newOutputStream(jar))) {
            file.putNextEntry(
                    new ZipEntry("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports"));
            file.write(Installation.KINDS.stream()
                    .map(Class::getName)
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static synchronized void removeHome() {
        if (home != null) {
            try (var files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, as anybody may send it; {@link Process#destroy} would close the output too. */
    void stop() {
        process.toHandle().destroy();
    }

    /** SIGINT, as Ctrl-C sends it. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("It goes on");
        }
        return process.exitValue();
    }

    String output() {
        return output.join();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
