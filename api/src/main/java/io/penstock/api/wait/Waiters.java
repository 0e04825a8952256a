package io.penstock.api.wait;

import io.penstock.db.job.JobId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Who waits for something to happen to a job, in this process. To be woken says only that it is worth to look. */
public final class Waiters {

    private final Map<JobId, Set<Waiter>> byJob = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** From now on this one is woken, until it is closed. */
    public Waiter on(JobId job) {
        var waiter = new Waiter(job);
        byJob.compute(job, (id, others) -> {
            var all = others == null ? ConcurrentHashMap.<Waiter>newKeySet(1) : others;
            all.add(waiter);
            return all;
        });
        if (ended) {
            waiter.wake();
        }
        return waiter;
    }

    public final class Waiter implements AutoCloseable {

        private final JobId job;
        private final Semaphore woken = new Semaphore(0);

        private Waiter(JobId job) {
            this.job = job;
        }

        private void wake() {
            if (woken.availablePermits() == 0) {
                woken.release();
            }
        }

        /** Returns when it is woken, or when the time is over. */
        public void await(Duration atMost) throws InterruptedException {
            if (woken.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS)) {
                woken.drainPermits();
            }
        }

        @Override
        public void close() {
            byJob.computeIfPresent(job, (id, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }

    boolean isEmpty() {
        return byJob.isEmpty();
    }

    /** Whether anybody waits for this job. */
    boolean await(JobId job) {
        return byJob.containsKey(job);
    }

    public int size() {
        return byJob.size();
    }

    public void wake(JobId job) {
        var waiting = byJob.get(job);
        if (waiting != null) {
            waiting.forEach(Waiter::wake);
        }
    }

    /** Something may have been missed. */
    void wakeAll() {
        byJob.values().forEach(all -> all.forEach(Waiter::wake));
    }

    /** The process stops: nobody is to wait any more. */
    void end() {
        ended = true;
        wakeAll();
    }

    public boolean ended() {
        return ended;
    }
}
