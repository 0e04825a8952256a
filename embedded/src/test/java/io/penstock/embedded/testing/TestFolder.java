package io.penstock.embedded.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for one server of one test process. */
final class TestFolder {

    private TestFolder() {}

    /** Until the process ends: then the server is stopped and the folder deleted. */
    static Path create(String name) {
        try {
            return Files.createTempDirectory("penstock-test-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void atExit(AutoCloseable server, Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException("The server in %s did not stop".formatted(folder), e);
            } finally {
                delete(folder);
            }
        }));
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
