package io.penstock.api.analysis;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How much is looked at at a time: so much in all, and at most half of it for one tenant. */
final class Seats {

    private final int most;
    private final int mostOfOne;
    private final Map<Integer, Integer> taken = new HashMap<>();
    private int all;

    Seats(int most) {
        this.most = most;
        this.mostOfOne = (most + 1) / 2;
    }

    /** False if none was free for so long. */
    synchronized boolean take(int tenant, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (all >= most || taken.getOrDefault(tenant, 0) >= mostOfOne) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        all++;
        taken.merge(tenant, 1, Integer::sum);
        return true;
    }

    synchronized void leave(int tenant) {
        all--;
        taken.computeIfPresent(tenant, (any, count) -> count == 1 ? null : count - 1);
        notifyAll();
    }
}
