package io.penstock.scheduler.errand;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something that this scheduler has at work, and what stops it. */
public final class Errand {

    public enum Stop {
        /** Nobody wants it any more. */
        CANCELLED,
        /** Another scheduler has it, or will, or nobody. */
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

    private final String name;
    private final UUID runner;
    private final int tries;
    private final Semaphore woken = new Semaphore(0);
    private volatile @Nullable Stop stop;

    /**
     * @param name the id of what is at work
     * @param runner another one each time that it is taken
     * @param tries how often it was taken
     */
    public Errand(Object name, UUID runner, int tries) {
        this.name = name.toString();
        this.runner = runner;
        this.tries = tries;
    }

    public String name() {
        return name;
    }

    UUID runner() {
        return runner;
    }

    public int tries() {
        return tries;
    }

    public void stop(Stop why) {
        if (stop == null) {
            stop = why;
            woken.release();
        }
    }

    /** To be called between things that are done as a whole. */
    public void check() {
        var why = stop;
        if (why != null) {
            throw new Stopped(why);
        }
    }

    /** Rests, unless it is stopped. */
    public void rest(Duration time) throws InterruptedException {
        check();
        boolean wake = woken.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
        if (wake) {
            check();
        }
    }
}
