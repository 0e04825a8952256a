package io.penstock.worker.ai.provider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that breaks when it is longer than it may be. */
final class Bounded extends FilterInputStream {

    private long left;

    Bounded(InputStream in, long most) {
        super(in);
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = super.read(to, offset, length);
        count(read);
        return read;
    }

    private void count(int read) throws IOException {
        left -= Math.max(read, 0);
        if (left < 0) {
            throw new IOException("The answer is too long");
        }
    }
}
