package io.penstock.source.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar that is being made. */
public final class Tars {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public Tars() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    public Tars file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public Tars file(String name, byte[] content) {
        return put(new TarArchiveEntry(name, true), content);
    }

    public Tars folder(String name) {
        return put(new TarArchiveEntry(name, TarConstants.LF_DIR, true), new byte[0]);
    }

    public Tars link(String name, byte kind) {
        var entry = new TarArchiveEntry(name, kind, true);
        entry.setLinkName("/etc/passwd");
        return put(entry, new byte[0]);
    }

    /** With a note that holds from there on for all entries. */
    public Tars note(String key, String value) {
        var entry = new TarArchiveEntry("pax_global_header", TarConstants.LF_PAX_GLOBAL_EXTENDED_HEADER, true);
        entry.addPaxHeader(key, value);
        try {
            tar.putArchiveEntry(entry);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a name that is as long as the content. */
    public Tars longName(byte[] name) {
        return put(new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, true), name);
    }

    private Tars put(TarArchiveEntry entry, byte[] content) {
        try {
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] plain() {
        try {
            tar.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] gzip() {
        return gzip(plain());
    }

    public static byte[] gzip(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
