package io.penstock.scheduler.analysis;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.AnalysisRuns.Taken;
import io.penstock.db.analysis.Hold;
import io.penstock.db.request.AnalysisRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An analysis that this scheduler has at work, and what stops it. */
final class Work {

    enum Stop {
        /** Nobody wants it any more. */
        CANCELLED,
        /** Another scheduler has it, or will. */
        LOST,
        /** This process ends. */
        SHUTDOWN
    }

    /** Ends the work, at a moment at which nothing is half done. */
    static final class Stopped extends RuntimeException {

        private final Stop why;

        Stopped(Stop why) {
            super("Stopped: " + why, null, false, false);
            this.why = why;
        }

        Stop why() {
            return why;
        }
    }

    private final Taken taken;
    private final AnalysisRequest request;
    private final Semaphore woken = new Semaphore(0);
    private volatile @Nullable Stop stop;

    private volatile @Nullable ArtifactId snapshot;

    Work(Taken taken) {
        this.taken = taken;
        this.snapshot = taken.analysis().snapshot();
        this.request = AnalysisRequest.stored(taken.analysis().request());
    }

    Hold hold() {
        return taken.hold();
    }

    /** As it was when it was taken. */
    Analysis analysis() {
        return taken.analysis();
    }

    AnalysisRequest request() {
        return request;
    }

    /** All files that are looked at. */
    ArtifactId snapshot() {
        return Objects.requireNonNull(snapshot, "There is no snapshot yet");
    }

    void snapshot(ArtifactId taken) {
        snapshot = taken;
    }

    void stop(Stop why) {
        if (stop == null) {
            stop = why;
            woken.release();
        }
    }

    /** To be called between things that are done as a whole. */
    void check() {
        var why = stop;
        if (why != null) {
            throw new Stopped(why);
        }
    }

    /** Rests, unless it is stopped. */
    void rest(Duration time) throws InterruptedException {
        check();
        boolean wake = woken.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
        if (wake) {
            check();
        }
    }
}
