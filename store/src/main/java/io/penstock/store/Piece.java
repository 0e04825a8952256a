package io.penstock.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first so many bytes of a stream. */
final class Piece extends FilterInputStream {

    private long left;

    Piece(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int some = super.read(buffer, offset, (int) Math.min(count, left));
        left -= Math.max(0, some);
        return some;
    }

    @Override
    public long skip(long count) throws IOException {
        long some = super.skip(Math.min(count, left));
        left -= some;
        return some;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
