package io.penstock.scheduler.analysis;

import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes files as lines of JSON, compressed: the form in which jobs of analyses have them. */
final class PackWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final OutputStream lines;

    PackWriter(OutputStream to) throws IOException {
        this.lines = new BufferedOutputStream(new Fast(to), BUFFER);
    }

    /** It is read once or twice. */
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
