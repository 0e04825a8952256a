package io.penstock.source.archive;

import io.penstock.source.Caps;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of its entries that stands at the end of a zip. It must fill the place between the entries and the end to the byte, or two readers could
 * see two lists. How long it may be is known before any of it is read.
 *
 * @param at where it begins
 */
record ZipDirectory(long at, List<ZipEntryHeader> entries) {

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int END64 = 0x06064b50;
    private static final int END64_LENGTH = 56;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_LENGTH = 20;
    private static final int HEADER = 0x02014b50;
    private static final int HEADER_LENGTH = 46;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int EXTRA64 = 1;
    private static final long MANY = 0xffffffffL;
    private static final long MANY_ENTRIES = 0xffff;

    /** Most entries have short names. */
    private static final long BYTES_AN_ENTRY = 400;

    private static final long SOME_BYTES = 1 << 20;

    static ZipDirectory read(FileChannel file, Caps caps, Bounds bounds) throws IOException, SourceRefused {
        var place = place(file);
        if (place.length > SOME_BYTES + BYTES_AN_ENTRY * caps.files()) {
            throw Origin.ARCHIVE.tooLarge("The list of the zip's entries has more than %d bytes."
                    .formatted(SOME_BYTES + BYTES_AN_ENTRY * caps.files()));
        }
        var entries = new ArrayList<ZipEntryHeader>();
        for (long at = place.at; at < place.at + place.length; ) {
            bounds.entry();
            at += header(file, at, entries);
        }
        if (entries.size() != place.count) {
            throw broken("does not count its entries right");
        }
        return new ZipDirectory(place.at, entries);
    }

    private record Place(long at, long length, long count) {}

    private static Place place(FileChannel file) throws IOException, SourceRefused {
        long at = end(file);
        var end = bytes(file, at, END_LENGTH);
        var place = new Place(
                Integer.toUnsignedLong(end.getInt(16)),
                Integer.toUnsignedLong(end.getInt(12)),
                Short.toUnsignedLong(end.getShort(10)));
        if (at >= LOCATOR64_LENGTH) {
            long locatorAt = at - LOCATOR64_LENGTH;
            var locator = bytes(file, locatorAt, LOCATOR64_LENGTH);
            if (locator.getInt(0) == LOCATOR64) {
                at = locator.getLong(8);
                place = place64(file, at, locatorAt, place);
            }
        }
        if (place.at < 0 || place.length < 0 || place.at > at || place.length != at - place.at) {
            throw broken("has a list of entries that is not where it should be");
        }
        return place;
    }

    /** @param short32 the same where it fits, which must be the same then */
    private static Place place64(FileChannel file, long at, long locatorAt, Place short32)
            throws IOException, SourceRefused {
        var end = bytes(file, at, END64_LENGTH);
        var place = new Place(end.getLong(48), end.getLong(40), end.getLong(32));
        if (end.getInt(0) != END64
                || end.getLong(4) != locatorAt - at - 12
                || !fits(short32.at, place.at, MANY)
                || !fits(short32.length, place.length, MANY)
                || !fits(short32.count, place.count, MANY_ENTRIES)) {
            throw broken("has two ends that differ");
        }
        return place;
    }

    private static boolean fits(long shorter, long known, long elsewhere) {
        return shorter == known || shorter == elsewhere;
    }

    /** Where the last record begins: it ends with a comment, and the comment with the file. */
    private static long end(FileChannel file) throws IOException, SourceRefused {
        int length = (int) Math.min(file.size(), END_LENGTH + LONGEST_COMMENT);
        long from = file.size() - length;
        var tail = bytes(file, from, length);
        for (int at = length - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == END && Short.toUnsignedInt(tail.getShort(at + 20)) == length - at - END_LENGTH) {
                return from + at;
            }
        }
        throw broken("has no end: it may not have been sent whole");
    }

    private static long header(FileChannel file, long at, List<ZipEntryHeader> entries)
            throws IOException, SourceRefused {
        var header = bytes(file, at, HEADER_LENGTH);
        if (header.getInt(0) != HEADER) {
            throw broken("has something else in the list of its entries");
        }
        int nameLength = Short.toUnsignedInt(header.getShort(28));
        int extraLength = Short.toUnsignedInt(header.getShort(30));
        int commentLength = Short.toUnsignedInt(header.getShort(32));
        var sizes = new Sizes(
                Integer.toUnsignedLong(header.getInt(24)),
                Integer.toUnsignedLong(header.getInt(20)),
                Integer.toUnsignedLong(header.getInt(42)));
        if (sizes.anyIsElsewhere()) {
            sizes = sizes.with(bytes(file, at + HEADER_LENGTH + nameLength, extraLength));
        }
        if (sizes.length < 0 || sizes.packed < 0 || sizes.at < 0 || sizes.at > at) {
            throw broken("has an entry with lengths that cannot be");
        }
        entries.add(new ZipEntryHeader(
                ZipEntryHeader.name(bytes(file, at + HEADER_LENGTH, nameLength)),
                Short.toUnsignedInt(header.getShort(4)),
                Short.toUnsignedInt(header.getShort(8)),
                Short.toUnsignedInt(header.getShort(10)),
                Integer.toUnsignedLong(header.getInt(16)),
                sizes.packed,
                sizes.length,
                Integer.toUnsignedLong(header.getInt(38)),
                sizes.at));
        return (long) HEADER_LENGTH + nameLength + extraLength + commentLength;
    }

    /** Those that do not fit 32 bits stand in a field of their own. */
    private record Sizes(long length, long packed, long at) {

        boolean anyIsElsewhere() {
            return length == MANY || packed == MANY || at == MANY;
        }

        Sizes with(ByteBuffer extra) throws SourceRefused {
            while (extra.remaining() >= 4) {
                int id = Short.toUnsignedInt(extra.getShort());
                int size = Short.toUnsignedInt(extra.getShort());
                if (size > extra.remaining()) {
                    break;
                }
                if (id == EXTRA64) {
                    var longs = extra.slice(extra.position(), size).order(ByteOrder.LITTLE_ENDIAN);
                    return new Sizes(next(length, longs), next(packed, longs), next(at, longs));
                }
                extra.position(extra.position() + size);
            }
            return this;
        }

        private static long next(long known, ByteBuffer longs) throws SourceRefused {
            if (known != MANY) {
                return known;
            }
            if (longs.remaining() < Long.BYTES) {
                throw broken("has an entry without its length");
            }
            return longs.getLong();
        }
    }

    static ByteBuffer bytes(FileChannel file, long at, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (at < 0 || file.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    private static SourceRefused broken(String what) {
        return Origin.ARCHIVE.refused("broken", "The zip " + what + ".");
    }
}
