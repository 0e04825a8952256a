package io.penstock.api.submit;

import java.io.InputStream;

/** A stream that is read many bytes at a time, and fails with exceptions that no parser takes for broken text. */
public abstract class InBulk extends InputStream {

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int count);
}
