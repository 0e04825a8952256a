package io.penstock.scheduler.analysis;

import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.json.Json;
import io.penstock.db.aside.Zstd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The files of a snapshot, one after the other, with their numbers from 1. */
final class SnapshotFiles implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    record Numbered(int nr, PackedFile file) {}

    private final BufferedReader lines;
    private int nr;

    SnapshotFiles(InputStream snapshot) {
        this.lines =
                new BufferedReader(new InputStreamReader(Zstd.decompressed(snapshot), StandardCharsets.UTF_8), BUFFER);
    }

    /** Nothing at the end. */
    @Nullable
    Numbered next() throws IOException {
        var line = lines.readLine();
        return line == null ? null : new Numbered(++nr, Json.readTrusted(line, PackedFile.class));
    }

    /** So that the next one has the number after this one. */
    void skipTo(int last) throws IOException {
        while (nr < last && lines.readLine() != null) {
            nr++;
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
