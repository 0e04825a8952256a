package io.penstock.store;

import io.penstock.catalog.json.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A stream that counts what is read from it, and knows its hash. */
final class Measured extends FilterInputStream {

    private final MessageDigest hash = Sha256.begin();
    private long bytes;

    Measured(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        int some = super.read(buffer, offset, count);
        if (some > 0) {
            hash.update(buffer, offset, some);
            bytes += some;
        }
        return some;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    long bytes() {
        return bytes;
    }

    /** In hexadecimal digits; to be asked once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(hash.digest());
    }
}
