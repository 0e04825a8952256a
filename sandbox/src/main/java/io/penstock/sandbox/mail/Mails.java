package io.penstock.sandbox.mail;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The mails that were accepted. Of the oldest only the heads are kept when they are too large together, and at last not even these. */
public final class Mails {

    static final int MOST = 50_000;
    static final long MOST_BYTES = 64L << 20;

    private final InstantSource clock;
    private final int most;
    private final long mostBytes;
    private final ConcurrentSkipListMap<Long, Kept> mails = new ConcurrentSkipListMap<>();
    private final Deque<Kept> whole = new ArrayDeque<>();
    private long bytes;
    private int count;
    private long last;

    public Mails(InstantSource clock) {
        this(clock, MOST, MOST_BYTES);
    }

    Mails(InstantSource clock, int most, long mostBytes) {
        this.clock = clock;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** @return its id */
    synchronized long keep(Mail mail) {
        var kept = new Kept(Head.of(++last, clock.instant(), mail), mail.raw());
        mails.put(last, kept);
        whole.addLast(kept);
        bytes += mail.raw().size();
        while (bytes > mostBytes) {
            bytes -= whole.removeFirst().dropRaw();
        }
        if (++count > most) {
            drop(mails.pollFirstEntry());
        }
        return last;
    }

    private void drop(Map.Entry<Long, Kept> oldest) {
        if (whole.peekFirst() == oldest.getValue()) {
            bytes -= whole.removeFirst().dropRaw();
        }
        count--;
    }

    /** The newest first. */
    List<Head> find(Wanted wanted) {
        return mails.descendingMap().values().stream()
                .map(Kept::head)
                .filter(wanted::fits)
                .limit(wanted.limit())
                .toList();
    }

    Optional<Kept> find(long id) {
        return Optional.ofNullable(mails.get(id));
    }

    /** All heads, the newest first. */
    public List<Head> all() {
        return find(new Wanted(null, null, null, Integer.MAX_VALUE));
    }

    public synchronized void clear() {
        mails.clear();
        whole.clear();
        bytes = 0;
        count = 0;
    }
}
