package io.penstock.dispatch.dispatcher;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * About how many jobs lie on a lane unclaimed. What was dispatched since the last count is taken as unclaimed, which errs to the safe
 * side; it is counted anew when that leaves less than half the window, so a quiet lane costs no count. Dispatch goes on meanwhile and
 * waits for the count only when the window is full without it.
 */
final class LaneDepth {

    private final int window;
    private final Supplier<CompletableFuture<Integer>> count;
    private int estimate;
    private int sinceAsked;
    private @Nullable CompletableFuture<Integer> asked;

    /** At first nothing is known, which counts as full. */
    LaneDepth(int window, Supplier<CompletableFuture<Integer>> count) {
        this.window = window;
        this.count = count;
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
            var answer = asked;
            asked = null;
            estimate = answer.join() + sinceAsked;
        }
        return roomLeft();
    }

    private int roomLeft() {
        int room = window - estimate;
        return room * 8 < window ? 0 : room;
    }
}
