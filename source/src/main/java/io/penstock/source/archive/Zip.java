package io.penstock.source.archive;

import io.penstock.source.Caps;
import io.penstock.source.FileName;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** A zip, as its directory tells it. What stands before the entries themselves must say the same, and no two of them share bytes. */
final class Zip implements Format {

    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_LENGTH = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final FileChannel file;
    private final Caps caps;

    Zip(FileChannel file, Caps caps) {
        this.file = file;
        this.caps = caps;
    }

    @Override
    public void read(Entries entries) throws IOException, SourceRefused, InterruptedException {
        var bounds = new Bounds(caps, file.size());
        var directory = ZipDirectory.read(file, caps, bounds);
        checkPlaces(directory);
        for (var entry : directory.entries()) {
            var name = entry.name();
            if (entry.isEncrypted()) {
                throw Origin.ARCHIVE.refused("encrypted", "The entry %s is encrypted.".formatted(FileName.shown(name)));
            }
            if (entry.isFolder()) {
                entries.folder(name);
            } else if (entry.isLink()) {
                entries.link(name);
            } else {
                checkMethod(entry);
                bounds.unpack(entry.length());
                entries.file(name, entry.length(), () -> open(entry));
            }
        }
    }

    private static void checkMethod(ZipEntryHeader entry) throws SourceRefused {
        if (entry.method() != STORED && entry.method() != DEFLATED) {
            throw Origin.ARCHIVE.refused(
                    "unknown",
                    "The entry %s is compressed by method %d, which is not known."
                            .formatted(FileName.shown(entry.name()), entry.method()));
        }
        if (entry.method() == STORED && entry.packed() != entry.length()) {
            throw broken(entry, "has two lengths");
        }
    }

    /** Entries that share their bytes are how a small zip is made to unpack to terabytes. */
    private static void checkPlaces(ZipDirectory directory) throws SourceRefused {
        var byPlace = new ArrayList<>(directory.entries());
        byPlace.sort(Comparator.comparingLong(ZipEntryHeader::at));
        for (int i = 0; i < byPlace.size(); i++) {
            var entry = byPlace.get(i);
            long next = i + 1 < byPlace.size() ? byPlace.get(i + 1).at() : directory.at();
            if (entry.packed() > next - entry.at() - LOCAL_LENGTH) {
                throw broken(entry, "lies where something else lies");
            }
        }
    }

    private InputStream open(ZipEntryHeader entry) throws IOException, SourceRefused {
        var local = ZipDirectory.bytes(file, entry.at(), LOCAL_LENGTH);
        int nameLength = Short.toUnsignedInt(local.getShort(26));
        int extraLength = Short.toUnsignedInt(local.getShort(28));
        if (local.getInt(0) != LOCAL
                || (local.getShort(6) & 1) != 0
                || local.getShort(8) != (short) entry.method()
                || !ZipEntryHeader.name(ZipDirectory.bytes(file, entry.at() + LOCAL_LENGTH, nameLength))
                        .equals(entry.name())) {
            throw broken(entry, "is another one than the directory says");
        }
        var packed = new Range(file, entry.at() + LOCAL_LENGTH + nameLength + extraLength, entry.packed());
        var content = entry.method() == STORED ? packed : new Inflating(packed);
        return new Checked(content, entry.length(), entry.crc());
    }

    private static SourceRefused broken(ZipEntryHeader entry, String what) {
        return Origin.ARCHIVE.refused(
                "broken", "The entry %s of the zip %s.".formatted(FileName.shown(entry.name()), what));
    }

    /** The class above it leaves an inflater that it was given open. */
    private static final class Inflating extends InflaterInputStream {

        Inflating(InputStream packed) {
            super(packed, new Inflater(true), 8192);
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }

    /** Some bytes of the file. */
    private static final class Range extends InputStream {

        private final FileChannel file;
        private final long end;
        private long at;

        Range(FileChannel file, long at, long length) {
            this.file = file;
            this.at = at;
            this.end = at + length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (at == end) {
                return -1;
            }
            int read = file.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, end - at)), at);
            if (read < 0) {
                throw new EOFException();
            }
            at += read;
            return read;
        }
    }
}
