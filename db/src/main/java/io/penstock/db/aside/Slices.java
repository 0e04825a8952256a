package io.penstock.db.aside;

import java.io.InputStream;
import java.util.function.IntFunction;

/** Bytes that are fetched piece by piece, up to the first empty one. */
final class Slices extends InputStream {

    private final IntFunction<byte[]> fetch;
    private byte[] slice = new byte[0];
    private int at;
    private int fetched;

    /** @param fetch the piece that begins there */
    Slices(IntFunction<byte[]> fetch) {
        this.fetch = fetch;
    }

    @Override
    public int read() {
        return isOver() ? -1 : slice[at++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
        if (count == 0) {
            return 0;
        }
        if (isOver()) {
            return -1;
        }
        int some = Math.min(count, slice.length - at);
        System.arraycopy(slice, at, bytes, offset, some);
        at += some;
        return some;
    }

    private boolean isOver() {
        if (at == slice.length) {
            slice = fetch.apply(fetched);
            fetched += slice.length;
            at = 0;
        }
        return slice.length == 0;
    }
}
