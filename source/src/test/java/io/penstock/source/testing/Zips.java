package io.penstock.source.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** A zip that is being made, and then spoilt. */
public final class Zips {

    public static final int END_COUNT = 10;
    public static final int LOCAL_METHOD = 8;
    public static final int LOCAL_NAME = 30;
    public static final int FLAGS = 8;
    public static final int METHOD = 10;
    public static final int CRC = 16;
    public static final int PACKED = 20;
    public static final int LENGTH = 24;
    public static final int AT = 42;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

    public Zips mode64() {
        zip.setUseZip64(Zip64Mode.Always);
        return this;
    }

    public Zips stored() {
        zip.setMethod(ZipArchiveOutputStream.STORED);
        return this;
    }

    public Zips comment(String comment) {
        zip.setComment(comment);
        return this;
    }

    public Zips encoding(String encoding) {
        zip.setEncoding(encoding);
        zip.setUseLanguageEncodingFlag(false);
        return this;
    }

    public Zips file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public Zips file(String name, byte[] content) {
        return put(new ZipArchiveEntry(name), content);
    }

    public Zips folder(String name) {
        return put(new ZipArchiveEntry(name), new byte[0]);
    }

    public Zips link(String name) {
        var entry = new ZipArchiveEntry(name);
        entry.setUnixMode(0120777);
        return put(entry, "/etc/passwd".getBytes(StandardCharsets.UTF_8));
    }

    private Zips put(ZipArchiveEntry entry, byte[] content) {
        try {
            var crc = new CRC32();
            crc.update(content);
            entry.setCrc(crc.getValue());
            entry.setSize(content.length);
            zip.putArchiveEntry(entry);
            zip.write(content);
            zip.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        try {
            zip.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For what is in the place of the first headers. */
    public ByteBuffer spoilt() {
        return ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    public static byte[] bytes(ByteBuffer zip) {
        var all = new byte[zip.capacity()];
        zip.get(0, all);
        return all;
    }

    /** Where that header begins. */
    public static int header(ByteBuffer zip, int nr) {
        int at = zip.getInt(end(zip) + 16);
        for (int i = 0; i < nr; i++) {
            at += 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
        }
        return at;
    }

    public static int end(ByteBuffer zip) {
        return zip.capacity() - 22;
    }
}
