package io.penstock.dispatch.dispatcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * About how many jobs lie on a lane unclaimed, and how many may. Between two counts it goes by the pace at which workers took jobs before. It is
 * counted anew when that leaves less than half the window, so a quiet lane costs no count, and dispatch never waits for a count but the first.
 *
 * <p>What lies on a lane is before every job that comes later, however urgent. So the window follows what the workers take: it doubles when
 * they soon took a good part of it and what is left does not last until the next look, and is halved when for a while most of it stays, or
 * more than lasts until then. What was learned goes with the jobs: after a quiet second it begins anew.
 *
 * <p>What lies there while slots are idle is on its way to them, and to hold it back would leave them idle. So some of the idle slots always
 * have a place in the window.
 */
final class LaneDepth {

    private static final int FIRST = 250;
    private static final int IDLE_TO_ONE = 4;
    private static final int MOST_FOR_IDLE = 64;
    private static final long A_LOOK = Duration.ofMillis(1).toNanos();
    private static final long PATIENCE = Duration.ofMillis(100).toNanos();
    private static final long SOON = Duration.ofMillis(200).toNanos();
    private static final double LASTING_SECONDS = 0.012;
    private static final double MANY_A_SECOND = 500;
    private static final double FEW_A_SECOND = 50;
    private static final long TRUSTED = Duration.ofMillis(50).toNanos();
    private static final long QUIET = Duration.ofSeconds(1).toNanos();

    private final int fewest;
    private final int most;
    private final Supplier<CompletableFuture<Integer>> count;
    private final IntSupplier idle;
    private final LongSupplier nanoTime;
    private int window;
    private int least;
    private long askedForIdleAt;

    /** What the last count said, when it was asked for, and what was sent since then. */
    private int counted;

    private long countedAt;
    private int sent;

    private @Nullable CompletableFuture<Integer> asked;
    private long askedAt;
    private int sentSinceAsked;

    private boolean known;
    private double takenPerNano;
    private @Nullable Long stayingSince;

    /**
     * @param fewest jobs that may always lie there
     * @param count of the jobs that lie there
     * @param idle how many slots the workers have for more, as they said lately
     */
    LaneDepth(
            int fewest, int most, Supplier<CompletableFuture<Integer>> count, IntSupplier idle, LongSupplier nanoTime) {
        this.fewest = Math.min(fewest, most);
        this.most = most;
        this.count = count;
        this.idle = idle;
        this.nanoTime = nanoTime;
        this.window = Math.min(most, FIRST);
        this.countedAt = nanoTime.getAsLong();
        this.askedForIdleAt = countedAt - QUIET;
    }

    void dispatched(int jobs) {
        sent += jobs;
        sentSinceAsked += jobs;
    }

    /** How many more the lane takes. A few at a time would cost a statement and a request each, so a few are none. */
    int room() {
        long now = nanoTime.getAsLong();
        var answer = asked(now);
        if (answer != null && (answer.isDone() || !known)) {
            // One that fails is asked anew.
            asked = null;
            answered(answer.join());
        }
        double room = window - lying(now);
        return room * 8 < window ? 0 : (int) room;
    }

    /** Whether the workers take so few a second that to look often would find nothing. */
    boolean isSlow() {
        return takenPerNano * 1e9 < FEW_A_SECOND;
    }

    private @Nullable CompletableFuture<Integer> asked(long now) {
        if (asked == null && (!known || lying(now) * 2 > window)) {
            asked = count.get();
            askedAt = now;
            sentSinceAsked = 0;
        }
        return asked;
    }

    /** Nobody may have taken anything for a while, so the pace is trusted for a moment only. */
    private double lying(long now) {
        return Math.max(0, counted + sent - takenPerNano * Math.min(now - countedAt, TRUSTED));
    }

    private void answered(int lying) {
        makePlaceForIdle();
        follow(known ? Math.max(0, counted + sent - sentSinceAsked - lying) : 0, lying, askedAt - countedAt);
        known = true;
        counted = lying;
        countedAt = askedAt;
        sent = sentSinceAsked;
    }

    /** A second is how often workers say how many slots are idle. */
    private void makePlaceForIdle() {
        if (askedAt - askedForIdleAt >= QUIET) {
            askedForIdleAt = askedAt;
            least = Math.clamp(idle.getAsInt() / IDLE_TO_ONE, fewest, Math.clamp(MOST_FOR_IDLE, fewest, most));
            window = Math.max(window, least);
        }
    }

    private void follow(int taken, int lying, long time) {
        if (time >= QUIET) {
            window = Math.min(window, FIRST);
            takenPerNano = 0;
        }
        learn(taken, time);
        double lasting = lasting();
        if (time <= SOON && taken * 4 >= window && lying * 2 <= window && lying * 2 <= lasting) {
            window = Math.min(most, window * 2);
        }
        if (lying * 4 <= window * 3 && lying <= lasting) {
            stayingSince = null;
        } else if (stayingSince == null) {
            stayingSince = askedAt;
        } else if (askedAt - stayingSince >= PATIENCE) {
            stayingSince = null;
            window = Math.max(window / 2, least);
        }
    }

    /** How many last until the next look. Where very many go, a large hand is worth a longer wait. */
    private double lasting() {
        double perSecond = takenPerNano * 1e9;
        return perSecond * LASTING_SECONDS * (1 + perSecond / MANY_A_SECOND);
    }

    /** What workers take comes in lumps, so one look says little of their pace. */
    private void learn(int taken, long time) {
        if (time >= A_LOOK) {
            double weight = takenPerNano == 0 ? 1 : Math.min(1, time / (double) SOON);
            takenPerNano += weight * (taken / (double) time - takenPerNano);
        }
    }
}
