package io.penstock.source.snapshot;

import io.penstock.catalog.json.Sha256;
import io.penstock.source.selection.LeftOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** The selected files of a source, in the order of their paths. Their texts are in a folder of its own, which is deleted when it is closed. */
public final class Snapshot implements AutoCloseable {

    private final String version;
    private final List<Kept> files;
    private final long bytes;
    private final LeftOut leftOut;
    private final Texts texts;
    private final WorkFolder folder;

    record Kept(String path, long at, int length) {}

    Snapshot(String version, List<Kept> files, LeftOut leftOut, Texts texts, WorkFolder folder) {
        this.version = version;
        this.files = files;
        this.bytes = files.stream().mapToLong(Kept::length).sum();
        this.leftOut = leftOut;
        this.texts = texts;
        this.folder = folder;
    }

    /** The id of the commit, or the SHA-256 of the archive. */
    public String version() {
        return version;
    }

    public int files() {
        return files.size();
    }

    public long bytes() {
        return bytes;
    }

    public LeftOut leftOut() {
        return leftOut;
    }

    public String path(int nr) {
        return files.get(nr).path;
    }

    /** How long it is in UTF-8. */
    public int length(int nr) {
        return files.get(nr).length;
    }

    /** @param nr from 0 on: the same file for the same source, selection and caps, so that who was stopped goes on where it was */
    public SourceText file(int nr) {
        var kept = files.get(nr);
        try {
            var utf8 = texts.read(kept.at, kept.length);
            return new SourceText(
                    kept.path,
                    new String(utf8, StandardCharsets.UTF_8),
                    HexFormat.of().formatHex(Sha256.begin().digest(utf8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (folder) {
            texts.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
