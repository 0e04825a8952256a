package io.penstock.sandbox.effect;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The truth about what was done, in the order in which it was; the oldest are dropped when there are too many, and counted. Who does
 * something writes it down while he still holds the lock on what he does it to.
 */
public final class Effects {

    static final int MOST = 1_000_000;

    private final InstantSource clock;
    private final int most;
    private final ConcurrentSkipListMap<Long, Effect> effects = new ConcurrentSkipListMap<>();
    private final Tally keys = new Tally();
    private final Tally jobs = new Tally();
    private int count;
    private long last;
    private long dropped;

    public Effects(InstantSource clock) {
        this(clock, MOST);
    }

    Effects(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    public synchronized void done(Deed deed) {
        effects.put(++last, new Effect(last, clock.instant(), deed));
        keys.add(deed, deed.idempotencyKey());
        jobs.add(deed, deed.job());
        if (++count > most) {
            drop(effects.pollFirstEntry());
        }
    }

    private void drop(Map.Entry<Long, Effect> oldest) {
        var deed = oldest.getValue().deed();
        keys.remove(deed, deed.idempotencyKey());
        jobs.remove(deed, deed.job());
        count--;
        dropped++;
    }

    public List<Effect> all() {
        return List.copyOf(effects.values());
    }

    /**
     * @param after those with a higher number
     * @param kind null for all
     */
    public List<Effect> after(long after, int limit, @Nullable String kind) {
        return effects.tailMap(after, false).values().stream()
                .filter(effect -> kind == null || kind.equals(effect.deed().kind()))
                .limit(limit)
                .toList();
    }

    public synchronized Summary summary() {
        return new Summary(count, keys.size(), keys.repeated(), jobs.size(), jobs.repeated(), dropped);
    }

    public synchronized void clear() {
        effects.clear();
        keys.clear();
        jobs.clear();
        count = 0;
        dropped = 0;
    }
}
