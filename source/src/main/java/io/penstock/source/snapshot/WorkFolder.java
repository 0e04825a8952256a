package io.penstock.source.snapshot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;

/** A fresh folder for one snapshot. What a killed process left beside it is deleted after a day. */
public final class WorkFolder implements AutoCloseable {

    private static final String PREFIX = "snapshot-";
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final Path path;

    private WorkFolder(Path path) {
        this.path = path;
    }

    public static WorkFolder create(Path parent, Clock clock) throws IOException {
        Files.createDirectories(parent);
        try (var others = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (var other : others) {
                if (isLeftBehind(other, clock)) {
                    delete(other);
                }
            }
        }
        return new WorkFolder(Files.createTempDirectory(parent, PREFIX));
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        delete(path);
    }

    private static boolean isLeftBehind(Path folder, Clock clock) throws IOException {
        try {
            return Files.getLastModifiedTime(folder)
                    .toInstant()
                    .isBefore(clock.instant().minus(LEFT_BEHIND));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Another process may be at it too: what is gone already is gone. */
    public static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (NoSuchFileException | UncheckedIOException e) {
            // gone
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
