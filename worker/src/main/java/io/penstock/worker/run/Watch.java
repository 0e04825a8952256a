package io.penstock.worker.run;

import io.penstock.db.database.GroupCommit;
import io.penstock.db.progress.Reports;
import io.penstock.db.progress.Reports.Report;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Keeps an eye on the attempts under way: asks those to stop whose time is over, gives up those that do not, and writes down what they
 * report. A look at all of them now and then costs less than an alarm for each. Only the first text of a stream does not wait for it: there
 * may be a reader who looks at nothing yet.
 */
final class Watch implements Duty {

    static final Duration REST = Duration.ofMillis(100);
    private static final int AT_ONCE = 500;

    private final Set<LiveRun> runs = ConcurrentHashMap.newKeySet();
    private final Queue<LiveRun> speaking = new ConcurrentLinkedQueue<>();
    private long nextLook = System.nanoTime();
    private final InstantSource clock;
    private final Duration grace;
    private final Reports reports;
    private final Consumer<LiveRun> giveUp;

    /**
     * @param grace how long an attempt that was asked to stop may take to do so
     * @param giveUp ends an attempt whose handler does not return
     */
    Watch(InstantSource clock, Duration grace, Reports reports, Consumer<LiveRun> giveUp) {
        this.clock = clock;
        this.grace = grace;
        this.reports = reports;
        this.giveUp = giveUp;
    }

    void add(LiveRun run) {
        runs.add(run);
    }

    void remove(LiveRun run) {
        runs.remove(run);
    }

    /** It begins to stream: what it has said is written with the next run, which is to be soon. */
    void listen(LiveRun run) {
        speaking.add(run);
    }

    @Override
    public Duration runOnce() {
        report(spoken());
        long left = nextLook - System.nanoTime();
        // A loop wakes a little early at times.
        if (left > REST.toNanos() / 10) {
            return Duration.ofNanos(left);
        }
        nextLook = System.nanoTime() + REST.toNanos();
        look();
        report(runs);
        return REST;
    }

    private Set<LiveRun> spoken() {
        var spoken = new HashSet<LiveRun>();
        for (var run = speaking.poll(); run != null; run = speaking.poll()) {
            spoken.add(run);
        }
        return spoken;
    }

    private void look() {
        var now = clock.instant();
        for (var run : runs) {
            if (!run.deadline().isAfter(now)) {
                run.stop(isDeadline(run) ? Stop.DEADLINE : Stop.TIMEOUT);
            }
            if (run.isStoppedFor(grace)) {
                giveUp.accept(run);
            }
        }
    }

    private static boolean isDeadline(LiveRun run) {
        return run.deadline().equals(run.claim().deadline());
    }

    private void report(Set<LiveRun> some) {
        var said = new HashMap<LiveRun, Report>();
        for (var run : some) {
            run.report().ifPresent(report -> said.put(run, report));
            if (said.size() == AT_ONCE) {
                write(said);
            }
        }
        write(said);
    }

    private void write(Map<LiveRun, Report> said) {
        if (!said.isEmpty()) {
            try {
                reports.write(List.copyOf(said.values()));
                said.forEach(LiveRun::written);
            } catch (RuntimeException e) {
                if (!GroupCommit.isAboutTheData(e)) {
                    throw e;
                }
                // One that cannot be stored must not hold up the others.
                said.keySet().forEach(LiveRun::writeReport);
            } finally {
                said.keySet().forEach(LiveRun::letGo);
                said.clear();
            }
        }
    }
}
