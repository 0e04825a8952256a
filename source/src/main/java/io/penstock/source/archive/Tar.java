package io.penstock.source.archive;

import io.penstock.guard.Gunzip;
import io.penstock.source.Caps;
import io.penstock.source.FileName;
import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar, as it is or in gzip. */
final class Tar implements Format {

    /** The headers of one entry: a path, and what systems note about files. */
    private static final long LONGEST_HEADERS = 64 << 10;

    private static final int BUFFER = 1 << 16;
    private static final int RECORD = 512;

    private final Path file;
    private final boolean gzip;
    private final Caps caps;

    Tar(Path file, boolean gzip, Caps caps) {
        this.file = file;
        this.gzip = gzip;
        this.caps = caps;
    }

    @Override
    public void read(Entries entries) throws IOException, SourceRefused, InterruptedException {
        var bounds = new Bounds(caps, Files.size(file));
        var last = "its beginning";
        try (var meter = new Meter(unpacked(), bounds);
                var tar = new TarArchiveInputStream(meter, StandardCharsets.UTF_8.name())) {
            try {
                for (var entry = next(tar, meter, 0); entry != null; ) {
                    bounds.entry();
                    last = FileName.shown(entry.getName());
                    tell(entry, tar, entries);
                    entry = next(tar, meter, entry.getSize());
                }
                if (meter.isInsideARecord()) {
                    throw new EOFException();
                }
            } catch (TooMuch e) {
                throw e.refusal;
            } catch (IOException | IllegalArgumentException e) {
                throw broken(last, e);
            }
        } catch (TooMuch e) {
            throw e.refusal;
        } catch (EOFException | ZipException e) {
            throw broken(last, e);
        }
    }

    private InputStream unpacked() throws IOException {
        var packed = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        return gzip ? new BufferedInputStream(new Gunzip(packed), BUFFER) : packed;
    }

    /** @param unread of the entry before, at most */
    private static TarArchiveEntry next(TarArchiveInputStream tar, Meter meter, long unread) throws IOException {
        meter.allow(unread + LONGEST_HEADERS);
        var entry = tar.getNextEntry();
        meter.allow(Long.MAX_VALUE);
        if (entry != null && (!entry.isCheckSumOK() || noted(entry) > LONGEST_HEADERS)) {
            throw new IOException("A header is broken");
        }
        return entry;
    }

    /** What is noted for all files of an archive stays in memory, and every entry may add to it. */
    private static long noted(TarArchiveEntry entry) {
        return entry.getExtraPaxHeaders().entrySet().stream()
                .mapToLong(note -> note.getKey().length() + note.getValue().length())
                .sum();
    }

    private static void tell(TarArchiveEntry entry, TarArchiveInputStream tar, Entries entries)
            throws IOException, SourceRefused, InterruptedException {
        if (entry.isDirectory()) {
            entries.folder(entry.getName());
        } else if (isUsual(entry)) {
            entries.file(entry.getName(), entry.getSize(), () -> new LeftOpen(tar));
        } else {
            entries.link(entry.getName());
        }
    }

    /** The library takes devices for files. */
    private static boolean isUsual(TarArchiveEntry entry) {
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG -> !entry.isSparse();
            default -> false;
        };
    }

    private static SourceRefused broken(String last, Exception e) {
        return Origin.ARCHIVE.refused(
                "broken",
                e instanceof EOFException
                        ? "The tar ends too early, after %s.".formatted(last)
                        : "The tar cannot be read after %s.".formatted(last));
    }

    /** Who reads one entry does not end the tar. */
    private static final class LeftOpen extends FilterInputStream {

        LeftOpen(InputStream tar) {
            super(tar);
        }

        @Override
        public void close() {
            // left to the reader of the tar
        }
    }

    /** The library knows no refusals. */
    private static final class TooMuch extends IOException {

        private final SourceRefused refusal;

        TooMuch(SourceRefused refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    /** Counts what is unpacked. No skipping: the bytes would not be counted. */
    private static final class Meter extends FilterInputStream {

        private final Bounds bounds;
        private long allowed;
        private long total;
        private long zeros;

        Meter(InputStream in, Bounds bounds) {
            super(in);
            this.bounds = bounds;
        }

        /** The library takes the beginning of a header for the end of the tar, as if it were the record of zeros that should be there. */
        boolean isInsideARecord() {
            return total % RECORD != 0 && zeros < RECORD;
        }

        private void note(byte[] bytes, int offset, int length) {
            int last = length - 1;
            while (last >= 0 && bytes[offset + last] == 0) {
                last--;
            }
            zeros = last < 0 ? zeros + length : length - 1 - last;
            total += length;
        }

        void allow(long bytes) {
            allowed = bytes < 0 ? Long.MAX_VALUE : bytes;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read > 0) {
                allowed -= read;
                note(into, offset, read);
                try {
                    bounds.unpack(read);
                } catch (SourceRefused e) {
                    throw new TooMuch(e);
                }
                if (allowed < 0) {
                    throw new IOException("The headers are too long");
                }
            }
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(BUFFER, bytes)]));
        }
    }
}
