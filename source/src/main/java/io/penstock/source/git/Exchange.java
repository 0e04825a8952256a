package io.penstock.source.git;

import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.MinimalHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * All that goes over the wire for one purpose. JGit wraps and forgets why a connection failed, so the reason is kept here.
 */
final class Exchange implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;

    private final long mostBytes;
    private final List<MinimalHttpClient> clients = new ArrayList<>();
    private long bytes;
    private int redirects;
    private boolean over;
    private @Nullable SourceRefused refusal;

    Exchange(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized void begin(MinimalHttpClient client) throws IOException {
        clients.add(client);
        if (over) {
            close();
            throw new IOException("It is over");
        }
    }

    synchronized void count(int read) throws IOException {
        bytes += read;
        if (bytes > mostBytes) {
            throw refuse(Origin.GIT.tooLarge("More than %d bytes would have to be fetched.".formatted(mostBytes)));
        }
    }

    synchronized void redirect() throws IOException {
        if (++redirects > MOST_REDIRECTS) {
            throw refuse(
                    Origin.GIT.refused("unreachable", "It redirects more than %d times.".formatted(MOST_REDIRECTS)));
        }
    }

    /** What to throw: the first reason is the one that counts. */
    synchronized IOException refuse(SourceRefused reason) {
        if (refusal == null) {
            refusal = reason;
        }
        return new IOException("Refused");
    }

    synchronized @Nullable SourceRefused refusal() {
        return refusal;
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** From now on nothing is sent or read any more. */
    @Override
    public synchronized void close() {
        over = true;
        // A graceful end would wait for the other side's part in it under TLS.
        clients.forEach(client -> client.close(CloseMode.IMMEDIATE));
        clients.clear();
    }
}
