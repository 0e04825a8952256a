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
 * they have taken half of it by the next count, and is halved when most of it stays for a while.
 */
final class LaneDepth {

    private static final int LEAST = 4;
    private static final int FIRST = 1000;
    private static final long PATIENCE = Duration.ofMillis(100).toNanos();

    private final int most;
    private final Supplier<CompletableFuture<Integer>> count;
    private final LongSupplier nanoTime;
    private int window;
    private int estimate;
    private int sinceAsked;
    private @Nullable CompletableFuture<Integer> asked;
    private @Nullable Long stayingSince;

    /** At first nothing is known, which counts as full. */
    LaneDepth(int most, Supplier<CompletableFuture<Integer>> count, LongSupplier nanoTime) {
        this.most = most;
        this.count = count;
        this.nanoTime = nanoTime;
        this.window = Math.min(most, FIRST);
        this.estimate = window;
    }

    void dispatched(int jobs) {
        estimate += jobs;
        sinceAsked += jobs;
    }

    /** How many more the lane takes. A few at a time would cost a statement and a request each, so a few are none. */
    int room() {
        if (asked == null && estimate * 2 > window) {
            sinceAsked = 0;
            asked = count.get();
        }
        if (asked != null && (asked.isDone() || roomLeft() == 0)) {
            int lying = asked.join();
            asked = null;
            estimate = lying + sinceAsked;
            follow(lying);
        }
        return roomLeft();
    }

    private void follow(int lying) {
        if (lying * 2 <= window) {
            window = Math.min(most, window * 2);
        }
        if (lying * 4 <= window * 3) {
            stayingSince = null;
        } else if (stayingSince == null) {
            stayingSince = nanoTime.getAsLong();
        } else if (nanoTime.getAsLong() - stayingSince >= PATIENCE) {
            stayingSince = null;
            window = Math.clamp(window / 2, Math.min(LEAST, most), most);
        }
    }

    private int roomLeft() {
        int room = window - estimate;
        return room * 8 < window ? 0 : room;
    }
}
