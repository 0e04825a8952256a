package io.penstock.db.aside;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Bytes in pieces, since one array that grows is three times as large while it does. */
public final class Blocks extends OutputStream {

    private static final int BLOCK = 64 << 10;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] last = new byte[0];
    private int used;
    private int length;

    Blocks() {}

    int length() {
        return length;
    }

    InputStream open() {
        var parts = new ArrayList<InputStream>();
        full.forEach(block -> parts.add(new ByteArrayInputStream(block)));
        parts.add(new ByteArrayInputStream(last, 0, used));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** Takes an array over as it is. */
    void add(byte[] block) {
        seal();
        full.add(block);
        length += block.length;
    }

    private void seal() {
        if (used > 0) {
            full.add(used == last.length ? last : Arrays.copyOf(last, used));
        }
        last = new byte[0];
        used = 0;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        for (int done = 0; done < count; ) {
            if (used == last.length) {
                seal();
                last = new byte[BLOCK];
            }
            int some = Math.min(count - done, last.length - used);
            System.arraycopy(bytes, offset + done, last, used, some);
            used += some;
            done += some;
        }
        length += count;
    }
}
