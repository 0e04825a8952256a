package io.penstock.db.aside;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** How long texts are compressed: at the fastest level, with a checksum. */
public final class Zstd {

    private static final int FASTEST = 1;

    private Zstd() {}

    /** Of one piece. */
    public static byte[] compressed(byte[] text) {
        return com.github.luben.zstd.Zstd.compress(text, FASTEST);
    }

    /** What was compressed in one piece. */
    public static byte[] decompressed(byte[] piece) {
        return com.github.luben.zstd.Zstd.decompress(
                piece, (int) com.github.luben.zstd.Zstd.getFrameContentSize(piece));
    }

    public static OutputStream compressed(OutputStream to) {
        try {
            return new ZstdOutputStream(to, FASTEST).setChecksum(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static InputStream decompressed(InputStream from) {
        try {
            return new ZstdInputStream(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
