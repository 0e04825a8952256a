package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.payment.CreateIntent;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.retention.Partitions;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Tenants;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Often;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Payments come while workers are killed with -9, and while the sandbox loses requests and answers. What it charged, by its own journal, against
 * how the jobs ended.
 */
public final class EffectsBenchmark {

    private static final int PULSES = 5;
    private static final Duration BANKS_TAKE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final String ENDS = "SELECT id, state FROM outcome WHERE tenant = :tenant";
    private static final String LEFT = "SELECT count(*) FROM live";

    private final PrintWriter out;

    public EffectsBenchmark(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param seconds in which the payments come
     * @param every seconds a worker is killed
     * @param main what starts a role
     */
    public void run(Path folder, int payments, int seconds, int every, Class<?> main) throws Exception {
        try (var stage = new Stage(folder);
                var sandbox = Sandbox.start(0)) {
            stage.create("effects");
            try (var database = stage.open("effects")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                var secret = UUID.randomUUID().toString();
                try (var fleet = Fleet.start(folder, stage.settings("effects", stripe(sandbox, secret)), main)) {
                    fleet.awaitReady(database);
                    sandbox.stripe().webhook(URI.create(fleet.url() + "/v1/hooks/stripe"), secret);
                    sandbox.stripe().settlesAfter(BANKS_TAKE);
                    goWrong(sandbox);
                    int killed = pay(database, fleet, payments, seconds, every);
                    sandbox.faults().clear();
                    killed += awaitEnd(database, fleet, every);
                    tell(database, sandbox, payments, killed);
                }
            }
        }
    }

    private static Map<String, String> stripe(Sandbox sandbox, String secret) {
        return Map.of(
                "PENSTOCK_STRIPE_BASEURL", sandbox.url() + "/stripe",
                "PENSTOCK_STRIPE_MODE", "sandbox",
                "PENSTOCK_STRIPE_ALLOWSANDBOX", "true",
                "PENSTOCK_STRIPE_TIMEOUT", "5s",
                "PENSTOCK_STRIPE_LOOKAGAIN", "30s",
                "PENSTOCK_HOOKS_STRIPE_SECRETS_0", secret,
                "PENSTOCK_WORKER_LEASE", "5s");
    }

    /** Of all requests to change something so many in a thousand, each of its own dice. */
    private static void goWrong(Sandbox sandbox) {
        long seed = 1;
        for (var fault : List.of(
                Map.entry(new Fault.Reset(), 0.01),
                Map.entry(new Fault.ResetAfter(), 0.03),
                Map.entry(new Fault.BadJson(), 0.005),
                Map.entry(new Fault.Refused(refusal(Reason.RATE_LIMIT)), 0.01),
                Map.entry(new Fault.Refused(refusal(Reason.CONFLICT)), 0.01),
                Map.entry(new Fault.Refused(refusal(Reason.SERVER_ERROR)), 0.002),
                Map.entry(new Fault.RefusedAfter(refusal(Reason.SERVER_ERROR)), 0.002))) {
            sandbox.faults().add(Aim.at("stripe"), fault.getKey(), new Often.Sometimes(fault.getValue(), seed++));
        }
    }

    private static Refusal refusal(Reason reason) {
        return Refusal.of(reason, "A fault of the benchmark.");
    }

    /** Returns how many workers were killed meanwhile. */
    private int pay(Database database, Fleet fleet, int payments, int seconds, int every) throws Exception {
        int tenant = tenant(database);
        int killed = 0;
        try (var submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {})) {
            int pulses = seconds * PULSES;
            long began = System.nanoTime();
            for (int pulse = 0; pulse < pulses; pulse++) {
                int from = payments / pulses * pulse;
                int to = pulse == pulses - 1 ? payments : from + payments / pulses;
                submissions.submitAll(IntStream.range(from, to)
                        .mapToObj(number -> Submission.of(tenant, CreateIntent.KIND, payload(number)))
                        .toList());
                if (pulse % (every * PULSES) == every * PULSES - 1) {
                    fleet.replaceWorker(killed++);
                    say("%,d payments submitted, %d workers killed", to, killed);
                }
                long ahead = began + (pulse + 1) * 1_000_000_000L / PULSES - System.nanoTime();
                LockSupport.parkNanos(ahead);
            }
        }
        return killed;
    }

    private static int tenant(Database database) {
        return new Tenants(database.jdbi()).named("benchmark").id();
    }

    /** Of a hundred five have no money, and five have a bank that takes its time. */
    private static String payload(int number) {
        var method = number % 20 == 0
                ? "pm_card_chargeDeclinedInsufficientFunds"
                : number % 20 == 1 ? "pm_sepaDebit" : "pm_card_visa";
        return Json.write(new CreateIntent.Payload(
                100L + number, "eur", method, null, true, null, false, null, null, null, null, null));
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

    private void tell(Database database, Sandbox sandbox, int payments, int killed) {
        Map<String, String> ends = database.jdbi().withHandle(handle -> {
            var states = new HashMap<String, String>();
            handle.createQuery(ENDS)
                    .bind("tenant", tenant(database))
                    .map((row, context) ->
                            Map.entry("job_" + row.getString("id").replace("-", ""), row.getString("state")))
                    .forEach(end -> states.put(end.getKey(), end.getValue()));
            return states;
        });
        var charged = sandbox.effects().all().stream()
                .collect(Collectors.groupingBy(
                        effect -> String.valueOf(effect.deed().job()), Collectors.counting()));
        var faults = sandbox.journal().entries().stream()
                .filter(entry -> entry.fault() != null)
                .count();
        say("%,d payments, %d workers killed, %,d requests went wrong on purpose", payments, killed, faults);
        var table = new TreeMap<String, long[]>();
        ends.forEach((job, state) ->
                table.computeIfAbsent(state, s -> new long[3])[(int) Math.min(2, charged.getOrDefault(job, 0L))]++);
        table.forEach((state, counts) -> say(
                "%-16s %,7d not charged, %,7d charged once, %,d more than once",
                state, counts[0], counts[1], counts[2]));
        say(
                "charged without a job that ended: %,d",
                charged.keySet().stream().filter(job -> !ends.containsKey(job)).count());
        var summary = sandbox.effects().summary();
        say(
                "idempotency keys charged twice: %d; jobs charged twice: %d",
                summary.twice().size(), summary.jobsTwice().size());
    }

    private void say(String line, Object... values) {
        out.printf(line + "%n", values);
        out.flush();
    }
}
