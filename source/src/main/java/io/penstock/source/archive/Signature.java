package io.penstock.source.archive;

import io.penstock.guard.Gunzip;
import io.penstock.source.Caps;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** Tells formats by how a file begins; names lie. */
final class Signature {

    private static final int TAR_HEADER = 512;

    private Signature() {}

    static Format format(Path file, FileChannel channel, Caps caps) throws IOException, SourceRefused {
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(TAR_HEADER);
        }
        if (begins(start, 'P', 'K', 3, 4) || begins(start, 'P', 'K', 5, 6)) {
            return new Zip(channel, caps);
        }
        boolean gzip = begins(start, 0x1f, 0x8b);
        if (gzip) {
            try (InputStream in = new Gunzip(Files.newInputStream(file))) {
                start = in.readNBytes(TAR_HEADER);
            }
        }
        if (isTar(start)) {
            return new Tar(file, gzip, caps);
        }
        throw Origin.ARCHIVE.refused(
                "unknown", gzip ? "The file is gzip, but of no tar." : "The file is no zip, tar or tar.gz.");
    }

    private static boolean isTar(byte[] start) {
        try {
            return start.length == TAR_HEADER && TarUtils.verifyCheckSum(start);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean begins(byte[] start, int... with) {
        for (int i = 0; i < with.length; i++) {
            if (i >= start.length || (start[i] & 0xff) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
