package io.penstock.benchmark;

import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.retention.Partitions;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Tenants;
import io.penstock.sandbox.Sandbox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Payments and mails come while workers are killed with -9, and while the sandbox loses requests and answers. What it charged and sent, by
 * its own journal, against how the jobs ended.
 */
public final class EffectsBenchmark {

    private static final int PULSES = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final String LEFT = "SELECT count(*) FROM live";

    private final PrintWriter out;

    public EffectsBenchmark(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param seconds in which they come
     * @param every seconds a worker is killed
     */
    public record Load(int payments, int mails, int seconds, int every) {}

    /** @param main what starts a role */
    public void run(Path folder, Load load, Class<?> main) throws Exception {
        try (var stage = new Stage(folder);
                var sandbox = Sandbox.start(0)) {
            var services = new EffectServices(sandbox);
            stage.create("effects");
            try (var database = stage.open("effects")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                int tenant = new Tenants(database.jdbi()).named("benchmark").id();
                var settings = stage.settings("effects", services.settings());
                try (var fleet = Fleet.start(folder, settings, main, EffectServices.ways())) {
                    fleet.awaitReady(database);
                    services.tell(fleet.url());
                    services.goWrong();
                    int killed = submit(database, fleet, new EffectJobs(tenant, load.payments, load.mails), load);
                    killed += awaitEnd(database, fleet, load.every);
                    awaitEvents(services);
                    say(
                            "%,d payments and %,d mails, %d workers killed, %,d requests gone wrong on purpose",
                            load.payments, load.mails, killed, services.faults());
                    new EffectsReport(out).tell(database, tenant, sandbox);
                }
            }
        }
    }

    /** Returns how many workers were killed meanwhile. */
    private int submit(Database database, Fleet fleet, EffectJobs jobs, Load load) throws Exception {
        int killed = 0;
        try (var submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {})) {
            int pulses = load.seconds * PULSES;
            long began = System.nanoTime();
            for (int pulse = 0; pulse < pulses; pulse++) {
                submissions.submitAll(jobs.part(pulse, pulses));
                if (pulse % (load.every * PULSES) == load.every * PULSES - 1) {
                    fleet.replaceWorker(killed++);
                    say("%,d s, %d workers killed, %,d jobs left", (pulse + 1) / PULSES, killed, left(database));
                }
                long ahead = began + (pulse + 1) * 1_000_000_000L / PULSES - System.nanoTime();
                LockSupport.parkNanos(ahead);
            }
        }
        return killed;
    }

    private int awaitEnd(Database database, Fleet fleet, int every) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        int killed = 0;
        long left = left(database);
        // Those that lost their workers and answers are under way again; the killing goes on for a while.
        while (left > 0) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(left + " jobs have not ended");
            }
            say("%,d jobs left", left);
            LockSupport.parkNanos(every * 1_000_000_000L);
            if (killed < Fleet.WORKERS) {
                fleet.replaceWorker(killed++);
            }
            left = left(database);
        }
        return killed;
    }

    private static long left(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(LEFT).mapTo(Long.class).one());
    }

    /** What became of the last mails is told after their jobs have ended. */
    private static void awaitEvents(EffectServices services) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (services.unheard() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000_000L);
        }
    }

    private void say(String line, Object... values) {
        out.printf(line + "%n", values);
        out.flush();
    }
}
