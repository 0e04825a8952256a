package io.penstock.dispatch.dispatcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * About how many jobs lie on a lane unclaimed, and how many may. What was dispatched since the last count is taken as unclaimed, which
 * errs to the safe side; it is counted anew when that leaves less than half the window, so a quiet lane costs no count. Dispatch goes on
 * meanwhile and waits for the count only when the window is full without it.
 *
 * <p>What lies on a lane is before every job that comes later, however urgent. So the window follows what the workers take: it doubles when
 * they soon took a good part of it and at most half is left, and is halved when most of it stays for a while. What was learned goes with the
 * jobs: after a quiet second it begins anew.
 */
final class LaneDepth {

    private static final int LEAST = 4;
    private static final int FIRST = 250;
    private static final long PATIENCE = Duration.ofMillis(100).toNanos();
    private static final long SOON = Duration.ofMillis(200).toNanos();
    private static final long QUIET = Duration.ofSeconds(1).toNanos();

    private final int most;
    private final Supplier<CompletableFuture<Integer>> count;
    private final LongSupplier nanoTime;
    private int window;
    private int estimate;
    private int lay;
    private int sent;
    private int sinceAsked;
    private long askedAt;
    private long sinceLast;
    private @Nullable CompletableFuture<Integer> asked;
    private @Nullable Long stayingSince;

    /** At first nothing is known, which counts as full. */
    LaneDepth(int most, Supplier<CompletableFuture<Integer>> count, LongSupplier nanoTime) {
        this.most = most;
        this.count = count;
        this.nanoTime = nanoTime;
        this.window = Math.min(most, FIRST);
        this.estimate = window;
        this.askedAt = nanoTime.getAsLong();
    }

    void dispatched(int jobs) {
        estimate += jobs;
        sinceAsked += jobs;
    }

    /** How many more the lane takes. A few at a time would cost a statement and a request each, so a few are none. */
    int room() {
        if (asked == null && estimate * 2 > window) {
            ask();
        }
        if (asked != null && (asked.isDone() || roomLeft() == 0)) {
            int lying = asked.join();
            asked = null;
            estimate = lying + sinceAsked;
            follow(lying);
            lay = lying;
        }
        return roomLeft();
    }

    private void ask() {
        long now = nanoTime.getAsLong();
        sinceLast = now - askedAt;
        askedAt = now;
        sent = sinceAsked;
        sinceAsked = 0;
        asked = count.get();
    }

    private void follow(int lying) {
        int taken = lay + sent - lying;
        if (sinceLast >= QUIET) {
            window = Math.min(window, FIRST);
        } else if (sinceLast <= SOON && taken * 4 >= window && lying * 2 <= window) {
            window = Math.min(most, window * 2);
        }
        if (lying * 4 <= window * 3) {
            stayingSince = null;
        } else if (stayingSince == null) {
            stayingSince = askedAt;
        } else if (askedAt - stayingSince >= PATIENCE) {
            stayingSince = null;
            window = Math.clamp(window / 2, Math.min(LEAST, most), most);
        }
    }

    private int roomLeft() {
        int room = window - estimate;
        return room * 8 < window ? 0 : room;
    }
}
