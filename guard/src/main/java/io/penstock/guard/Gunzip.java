package io.penstock.guard;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Its parent calls itself for every member of a file that holds none, so that a small response could exhaust the stack. */
public final class Gunzip extends GZIPInputStream {

    private static final int MOST_EMPTY_IN_A_ROW = 32;

    private int depth;

    public Gunzip(InputStream in) throws IOException {
        super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (depth > MOST_EMPTY_IN_A_ROW) {
            throw new ZipException("More than " + MOST_EMPTY_IN_A_ROW + " empty members in a row");
        }
        depth++;
        try {
            return super.read(buffer, offset, length);
        } finally {
            depth--;
        }
    }
}
