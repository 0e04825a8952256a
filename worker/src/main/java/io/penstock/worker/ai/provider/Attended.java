package io.penstock.worker.ai.provider;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stream that is closed from outside when nothing comes for too long. Any byte counts: services show that they live while a model thinks. */
final class Attended extends FilterInputStream {

    private final long patience;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long heardAt = System.nanoTime();
    private volatile boolean silent;

    Attended(InputStream in, Duration patience) {
        super(in);
        this.patience = patience.toNanos();
        Thread.startVirtualThread(this::attend);
    }

    private void attend() {
        try {
            long left = patience;
            while (!over.await(left, TimeUnit.NANOSECONDS)) {
                left = patience - (System.nanoTime() - heardAt);
                if (left <= 0) {
                    silent = true;
                    in.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Who reads it will see.
        }
    }

    /** Whether it was closed for its silence. */
    boolean isSilent() {
        return silent;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        heardAt = System.nanoTime();
        return read;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = super.read(to, offset, length);
        heardAt = System.nanoTime();
        return read;
    }

    /** Nobody reads on; the stream itself is its owner's to close. */
    @Override
    public void close() {
        over.countDown();
    }
}
