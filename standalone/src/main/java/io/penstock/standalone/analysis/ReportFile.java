package io.penstock.standalone.analysis;

import io.penstock.client.server.Refused;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A report that is asked for. It appears as a whole or not at all. */
public final class ReportFile implements AutoCloseable {

    private final String ending;
    private final Path target;
    private final Path draft;

    private ReportFile(String ending, Path target, Path draft) {
        this.ending = ending;
        this.target = target;
        this.draft = draft;
    }

    /**
     * Makes sure that it can be written before anything begins.
     *
     * @param ending of the report's address
     */
    public static ReportFile at(Path file, String ending) throws Refused {
        var target = file.toAbsolutePath().normalize();
        if (Files.isDirectory(target)) {
            throw new Refused("%s is a folder; name the file that the report is to be written to.".formatted(file));
        }
        try {
            var folder = target.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new Refused("%s cannot be written: its folder is not there.".formatted(file));
            }
            return new ReportFile(ending, target, Files.createFile(folder.resolve(".penstock-" + UUID.randomUUID())));
        } catch (IOException e) {
            throw new Refused("%s cannot be written: %s.".formatted(file, reason(e)));
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException ? e.getClass().getSimpleName() : String.valueOf(e.getMessage());
    }

    String ending() {
        return ending;
    }

    Path draft() {
        return draft;
    }

    Path target() {
        return target;
    }

    /** What is in the draft is the report. */
    void finish() throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(draft);
    }
}
