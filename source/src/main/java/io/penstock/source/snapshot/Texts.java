package io.penstock.source.snapshot;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** The texts of a snapshot in one file, one behind the other. No channel: an interrupt would close that for all who read. */
final class Texts implements AutoCloseable {

    private final RandomAccessFile file;
    private long end;

    Texts(Path path) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** Returns where they stand. */
    synchronized long append(byte[] bytes) throws IOException {
        long at = end;
        file.seek(at);
        file.write(bytes);
        end += bytes.length;
        return at;
    }

    synchronized byte[] read(long at, int length) throws IOException {
        var bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return bytes;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
