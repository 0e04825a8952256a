package io.penstock.source.archive;

import io.penstock.source.Caps;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;

/** What an archive may unpack to. */
final class Bounds {

    private static final long RATIO = 200;
    private static final long HARMLESS = 10 << 20;

    private final Caps caps;
    private final long packed;
    private long unpacked;
    private int entries;

    Bounds(Caps caps, long packed) {
        this.caps = caps;
        this.packed = packed;
    }

    void entry() throws SourceRefused {
        if (++entries > caps.files()) {
            throw Origin.ARCHIVE.tooLarge(
                    "The archive has more than %d files, folders and links.".formatted(caps.files()));
        }
    }

    void unpack(long bytes) throws SourceRefused {
        unpacked = bytes > Long.MAX_VALUE - unpacked ? Long.MAX_VALUE : unpacked + bytes;
        if (unpacked > HARMLESS && unpacked / RATIO > packed) {
            throw Origin.ARCHIVE.refused(
                    "bomb", "The archive unpacks to more than %d times its size.".formatted(RATIO));
        }
        if (unpacked > caps.bytes()) {
            throw Origin.ARCHIVE.tooLarge("The archive unpacks to more than %d bytes.".formatted(caps.bytes()));
        }
    }
}
