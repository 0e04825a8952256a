package io.penstock.worker.run;

import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.job.JobId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The attempts that a worker has under way, a virtual thread each. */
public final class Running {

    private static final int ANY = Integer.MAX_VALUE / 2;

    private final JobRunner runner;
    private final Set<LiveRun> runs = ConcurrentHashMap.newKeySet();
    private final Semaphore idle = new Semaphore(ANY);

    public Running(JobRunner runner) {
        this.runner = runner;
    }

    /** @param whenOver told when the attempt is over, also when its handler is given up */
    public void start(Claim claim, Runnable whenOver) {
        idle.acquireUninterruptibly();
        var holder = new LiveRun[1];
        var run = runner.prepare(claim, () -> {
            runs.remove(holder[0]);
            whenOver.run();
            idle.release();
        });
        holder[0] = run;
        runs.add(run);
        Thread.ofVirtual().name(claim.id().toString()).start(() -> runner.run(run));
    }

    /** True when nothing is under way any more. */
    public boolean awaitNone(Duration atMost) throws InterruptedException {
        if (!idle.tryAcquire(ANY, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        idle.release(ANY);
        return true;
    }

    public List<Claim> claims() {
        return runs.stream().map(LiveRun::claim).toList();
    }

    /** That all of them are given back. */
    public List<Settlement> release() {
        return runs.stream().map(LiveRun::release).toList();
    }

    /** Asks the attempts of these jobs to stop, as somebody cancelled them. */
    public void cancel(Collection<JobId> jobs) {
        if (!jobs.isEmpty()) {
            runs.stream().filter(run -> jobs.contains(run.id())).forEach(run -> run.stop(Stop.CANCEL));
        }
    }

    /** The jobs are others' now. */
    public void loseAll() {
        runs.forEach(LiveRun::lose);
    }
}
