package io.penstock.scheduler.analysis;

import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.json.Json;
import io.penstock.db.aside.Zstd;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes files as lines of JSON, compressed. */
final class PackWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final OutputStream lines;

    private PackWriter(OutputStream compressed) {
        this.lines = new BufferedOutputStream(compressed, BUFFER);
    }

    /** The form in which jobs of analyses have them. */
    static PackWriter pack(OutputStream to) throws IOException {
        return new PackWriter(new Fast(to));
    }

    /** What {@link SnapshotFiles} reads. */
    static PackWriter snapshot(OutputStream to) {
        return new PackWriter(Zstd.compressed(to));
    }

    /** It is read once, or twice. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream to) throws IOException {
            super(to, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    void add(PackedFile file) throws IOException {
        lines.write(Json.write(file).getBytes(StandardCharsets.UTF_8));
        lines.write('\n');
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
