package io.penstock.api.wait;

import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits for a job to become what a caller asked for. */
public final class Waits {

    private final Waiters waiters;
    private final Looks looks;
    private final Duration recheck;

    public Waits(Waiters waiters, Looks looks, WaitSettings settings) {
        this.waiters = waiters;
        this.looks = looks;
        this.recheck = settings.recheck();
    }

    /** The job once it is enough, or as it is when the time is over; nothing when there is none. */
    public Optional<Job> until(int tenant, JobId id, Patience patience, Predicate<Job> enough) {
        long end = System.nanoTime() + patience.atMost().toNanos();
        try (var waiter = waiters.on(id)) {
            while (true) {
                var job = looks.look(tenant, id).map(Looks.Look::job);
                var left = Duration.ofNanos(end - System.nanoTime());
                if (job.isEmpty() || enough.test(job.get()) || !left.isPositive() || waiters.ended()) {
                    return job;
                }
                waiter.await(left.compareTo(recheck) < 0 ? left : recheck);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return looks.look(tenant, id).map(Looks.Look::job);
        }
    }
}
