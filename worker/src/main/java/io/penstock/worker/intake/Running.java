package io.penstock.worker.intake;

import io.penstock.db.claim.Claim;
import io.penstock.worker.run.JobRunner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The attempts that this worker has under way, a virtual thread each. */
final class Running {

    private static final int ANY = Integer.MAX_VALUE / 2;

    private final JobRunner runner;
    private final ConcurrentHashMap<Claim, Thread> threads = new ConcurrentHashMap<>();
    private final Semaphore idle = new Semaphore(ANY);

    Running(JobRunner runner) {
        this.runner = runner;
    }

    void start(Claim claim, Semaphore slot) {
        idle.acquireUninterruptibly();
        var thread = Thread.ofVirtual().name(claim.id().toString()).unstarted(() -> {
            try {
                runner.run(claim);
            } finally {
                threads.remove(claim);
                slot.release();
                idle.release();
            }
        });
        threads.put(claim, thread);
        thread.start();
    }

    /** True when nothing is under way any more. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        if (!idle.tryAcquire(ANY, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        idle.release(ANY);
        return true;
    }

    List<Claim> claims() {
        return List.copyOf(threads.keySet());
    }

    void interruptAll() {
        threads.values().forEach(Thread::interrupt);
    }
}
