package io.penstock.worker.analysis;

import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.guard.Gunzip;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A pack, read line by line, so that only one of its files is in memory. What it unpacks to is counted, whatever it says itself. */
final class Pack implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final InputStream content;
    private final Set<String> paths = new HashSet<>();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long left;
    private int line;

    Pack(InputStream packed) throws IOException, PackRefused {
        this(packed, AnalysisFiles.LONGEST_PACK);
    }

    Pack(InputStream packed, long longest) throws IOException, PackRefused {
        this.left = longest;
        try {
            this.content = new Gunzip(new BufferedInputStream(packed, BUFFER));
        } catch (ZipException | EOFException e) {
            throw new PackRefused("The pack is not gzip.");
        }
    }

    /** The next file; nothing at the end. */
    @Nullable
    PackedFile next() throws IOException, PackRefused {
        while (true) {
            var bytes = readLine();
            if (bytes == null) {
                return null;
            }
            line++;
            if (bytes.length > 0) {
                return file(bytes);
            }
        }
    }

    private PackedFile file(byte[] bytes) throws PackRefused {
        if (paths.size() == AnalysisFiles.MOST_FILES) {
            throw new PackRefused("The pack has more than " + AnalysisFiles.MOST_FILES + " files.");
        }
        var file = switch (read(bytes)) {
            case Read.Valid<PackedFile>(var value) -> value;
            case Read.Invalid<PackedFile> invalid -> {
                var first = invalid.violations().getFirst();
                throw new PackRefused("The pack's line %d%s %s.".formatted(line, first.pointer(), first.detail()));
            }
        };
        if (!paths.add(file.path())) {
            throw new PackRefused("The pack's line %d/path stands in the pack before.".formatted(line));
        }
        return file;
    }

    /** As a document first: that finds halves of letters, which could not be stored in the result. */
    private static Read<PackedFile> read(byte[] line) {
        return switch (Json.read(line)) {
            case Read.Valid<JsonNode>(var json) -> Json.read(json, PackedFile.class);
            case Read.Invalid<JsonNode> invalid -> new Read.Invalid<>(invalid.violations());
        };
    }

    private byte @Nullable [] readLine() throws IOException, PackRefused {
        if (!more()) {
            return null;
        }
        var line = new ByteArrayOutputStream();
        while (more()) {
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, at - from);
            if (at < end) {
                at++;
                break;
            }
        }
        return line.toByteArray();
    }

    /** Whether there is something in the buffer, or was left to fill it with. */
    private boolean more() throws IOException, PackRefused {
        if (at == end) {
            try {
                at = 0;
                end = Math.max(0, content.read(buffer));
            } catch (ZipException | EOFException e) {
                throw new PackRefused("The pack is broken gzip.");
            }
            left -= end;
            if (left < 0) {
                throw new PackRefused("The pack has more than " + AnalysisFiles.LONGEST_PACK + " bytes, unpacked.");
            }
        }
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
