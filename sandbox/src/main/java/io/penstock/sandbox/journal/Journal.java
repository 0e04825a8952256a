package io.penstock.sandbox.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All requests, in the order in which they came; the oldest are dropped when there are too many, and counted. */
public final class Journal {

    static final int MOST = 100_000;

    private final InstantSource clock;
    private final int most;
    private final Deque<Visit> visits = new ArrayDeque<>();
    private long last;
    private long dropped;

    public Journal(InstantSource clock) {
        this(clock, MOST);
    }

    Journal(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** Writes a request down before anything is done about it. */
    public Visit arrived(String provider, String path, @Nullable String idempotencyKey, byte[] body) {
        var hash = HexFormat.of().formatHex(sha256().digest(body));
        synchronized (visits) {
            var entry = new Entry(
                    ++last,
                    provider,
                    path,
                    null,
                    clock.instant(),
                    null,
                    null,
                    null,
                    false,
                    false,
                    0,
                    0,
                    idempotencyKey,
                    null,
                    hash);
            var visit = new Visit(entry, clock);
            visits.addLast(visit);
            if (visits.size() > most) {
                visits.removeFirst();
                dropped++;
            }
            return visit;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    public List<Entry> entries() {
        return entries(Query.ALL);
    }

    public List<Entry> entries(Query query) {
        return copy().stream()
                .map(Visit::entry)
                .filter(query::finds)
                .limit(query.limit())
                .toList();
    }

    private List<Visit> copy() {
        synchronized (visits) {
            return List.copyOf(visits);
        }
    }

    /** How many entries had to go. */
    public long dropped() {
        synchronized (visits) {
            return dropped;
        }
    }

    public void clear() {
        synchronized (visits) {
            visits.clear();
            dropped = 0;
        }
    }
}
