package io.penstock.benchmark;

import io.penstock.benchmark.Windows.Use;
import io.penstock.db.limit.Quota;
import io.penstock.db.retention.Partitions;
import io.penstock.sandbox.Sandbox;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * AI jobs that ask the sandbox: how much of a limit on tokens is used and whether it holds, what Penstock adds to the provider's time, what
 * concurrent calls take of the workers' memory, and how soon a reader has what is streamed.
 */
public final class AiBenchmark {

    private static final int WORKERS = 2;
    private static final int WARM_UP = 4000;
    private static final Duration CALL = Duration.ofMillis(200);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** A tenth of a period's tokens at once: a second's worth. */
    private static final int SMOOTH = 10;

    private static final Duration HOLD = Duration.ofSeconds(20);
    private static final int FEW = 20;
    private static final Duration BETWEEN_CHUNKS = Duration.ofMillis(10);

    private final PrintWriter out;

    public AiBenchmark(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param calls that wait behind the limit
     * @param seconds how long the limit makes them take
     * @param concurrent calls at a time whose memory is measured; 0 for none
     * @param streams jobs that are streamed; 0 for none
     * @param main what starts a role
     */
    public void run(Path folder, int calls, int seconds, int concurrent, int streams, Class<?> main) throws Exception {
        try (var stage = new Stage(folder);
                var sandbox = Sandbox.start(0)) {
            stage.create("ai");
            try (var database = stage.open("ai")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                var settings = stage.settings("ai", models(sandbox, Math.max(concurrent, 1000)));
                try (var fleet = Fleet.start(folder, settings, main, WORKERS);
                        var chronicle = new Chronicle(stage.events("ai"));
                        var load = new AiLoad(database, sandbox, chronicle, out)) {
                    fleet.awaitReady(database);
                    say(
                            "%d workers, an api and a scheduler in processes of their own; the sandbox in this one",
                            WORKERS);
                    limited(load, calls, seconds);
                    if (concurrent > 0) {
                        memory(load, fleet, concurrent);
                    }
                    if (streams > 0) {
                        streamed(load, fleet, streams);
                    }
                    if (fleet.gone() > 0) {
                        throw new IllegalStateException(fleet.gone() + " processes of the fleet ended; see their logs");
                    }
                }
            }
        }
    }

    /** Each worker has room for all of the calls, so that none waits when they are shared out unevenly. */
    private static Map<String, String> models(Sandbox sandbox, int slots) {
        var settings = new HashMap<String, String>();
        settings.put("PENSTOCK_AI_ALLOWSANDBOX", "true");
        settings.put("PENSTOCK_WORKER_SLOTS", "64,ai=" + slots);
        Map.of("PROVIDER", "openai", "BASEURL", sandbox.url() + "/openai/v1", "MODEL", AiJob.MODEL, "MODE", "sandbox")
                .forEach((name, value) -> settings.put("PENSTOCK_AI_DEPLOYMENTS_SANDBOX_" + name, value));
        settings.put("PENSTOCK_AI_DEPLOYMENTS_SANDBOX_CONCURRENCY", "1000000");
        return settings;
    }

    private void limited(AiLoad load, int calls, int seconds) throws InterruptedException {
        load.answersAfter(CALL);
        var warmUp = load.run(Math.min(WARM_UP, calls), null);
        double each = (double) warmUp.tokens() / warmUp.calls().size();
        long permits = Math.round(each * calls / seconds * PERIOD.toSeconds());
        var quota = new Quota.Units(permits, PERIOD, permits / SMOOTH);
        say(
                "warm-up: %,d calls without a limit took %.0f tokens each; the limit is %,d tokens in %d s, %,d at once",
                warmUp.calls().size(), each, permits, PERIOD.toSeconds(), quota.burst());
        var run = load.run(calls, quota);
        say(
                "limit: %,d calls of %d ms, %,d tokens of an estimated %,d; %d calls refused or repeated",
                run.calls().size(),
                CALL.toMillis(),
                run.tokens(),
                run.estimated(),
                run.calls().size() - calls + run.refused());
        windows("when permits were taken", run.dispatched(), quota);
        windows(
                "when calls arrived",
                run.calls().stream()
                        .map(call -> Use.of(call.arrivedAt(), AiLoad.tokens(call)))
                        .toList(),
                quota);
        var added = array(run.added());
        say(
                "added to the sandbox's time, from the claim of the attempt to its outcome: p50 %.1f ms, p99 %.1f ms (%,d attempts; the sandbox took p50 %.1f ms)",
                Figures.percentile(added, 50),
                Figures.percentile(added, 99),
                added.length,
                Figures.percentile(array(run.provider()), 50));
    }

    private void windows(String counted, List<Use> uses, Quota.Units quota) {
        var windows = Windows.of(uses, quota.permits(), quota.per());
        say(
                "       by %s: %.3f of the limit used, at most %,d tokens in any %d s (%.4f of the limit), %d violations",
                counted,
                windows.used(),
                windows.most(),
                PERIOD.toSeconds(),
                (double) windows.most() / quota.permits(),
                windows.violations());
    }

    private void memory(AiLoad load, Fleet fleet, int concurrent) throws Exception {
        load.answersAfter(HOLD);
        int few = Math.max(1, concurrent / FEW);
        load.begin(few);
        var before = Footprint.of(fleet.workers());
        load.begin(concurrent - few);
        var with = Footprint.of(fleet.workers());
        int open = load.underWay();
        var grown = with.minus(before);
        double thousands = (open - few) / 1000.0;
        say(
                "memory of both workers: with %,d calls under way %.1f MB of live objects, %.0f MB resident; with %,d %.1f MB and %.0f MB",
                few, before.live() / 1e6, before.resident() / 1e6, open, with.live() / 1e6, with.resident() / 1e6);
        say(
                "       1,000 concurrent calls take %.1f MB of live objects, %.0f MB resident",
                grown.live() / 1e6 / thousands, grown.resident() / 1e6 / thousands);
        load.awaitEnd();
    }

    private void streamed(AiLoad load, Fleet fleet, int streams) throws Exception {
        load.answersAfter(CALL, BETWEEN_CHUNKS);
        var chunks = new FirstChunks(new HttpCaller(fleet.url(), load.key()), load.journal());
        chunks.measure(Math.max(1, streams / 4));
        var millis = chunks.measure(streams);
        say(
                "first chunk, from the sandbox's sending to a reader of the job's events: p50 %.1f ms, p99 %.1f ms, max %.1f ms (%,d streams, one after the other)",
                Figures.percentile(millis, 50),
                Figures.percentile(millis, 99),
                Figures.percentile(millis, 100),
                streams);
    }

    private static double[] array(List<Double> figures) {
        return figures.stream().mapToDouble(figure -> figure).toArray();
    }

    private void say(String line, Object... values) {
        out.printf(line + "%n", values);
        out.flush();
    }
}
