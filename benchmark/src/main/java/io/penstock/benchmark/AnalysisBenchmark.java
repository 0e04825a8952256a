package io.penstock.benchmark;

import io.penstock.benchmark.AnalysisCaller.Ran;
import io.penstock.benchmark.Figures.Rounds;
import io.penstock.db.retention.Partitions;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Analyses of the sources of large projects: with one worker and with two, of what changed since, beside PMD itself, and what they take of memory.
 * Each is measured on a database and a fleet of its own, so nothing is known from before.
 */
public final class AnalysisBenchmark {

    /** They have the cores to themselves for minutes, and compile at their best. */
    private static final List<String> JAVA = List.of("-Xmx512m");

    /** They have the whole heap from the start, as how much of it they use at a time says nothing. */
    private static final List<String> WHOLE_HEAP = List.of("-Xmx512m", "-Xms512m", "-XX:+AlwaysPreTouch");

    private static final String PMD_ALONE = ", \"analyzers\": [\"pmd\"]";
    private static final int MEMORY_STEP = 10;
    private static final int TIMES_BEFORE = 3;

    private final PrintWriter out;

    public AnalysisBenchmark(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param sources a folder or an archive; those of the list unless given
     * @param repository of Maven
     * @param cache where the sources of the list are kept
     * @param files how many
     * @param only workers, pmd or memory; all unless given
     */
    public record Load(
            @Nullable Path sources,
            String repository,
            Path cache,
            int files,
            int rounds,
            @Nullable String only) {

        boolean has(String scene) {
            return only == null || only.equals(scene);
        }
    }

    /** @param main what starts a role */
    public void run(Path folder, Load load, Class<?> main) throws Exception {
        var all = SourceTree.gather(sources(load), Files.createDirectories(folder.resolve("all")));
        if (load.has("pmd") && load.files >= all.size()) {
            throw new IllegalArgumentException(
                    "Services look at other files before they are measured beside PMD: of the %,d there are, "
                                    .formatted(all.size())
                            + "--files must leave some.");
        }
        try (var stage = new Stage(folder)) {
            var bench = new Bench(stage, folder, all, main);
            var table = new StringBuilder();
            if (load.has("workers")) {
                table.append(bench.workers(load.files, load.rounds));
            }
            if (load.has("pmd")) {
                table.append(bench.besidePmd(load.files, load.rounds));
            }
            if (load.has("memory")) {
                table.append(bench.memory(load.files));
            }
            out.print(table);
            out.flush();
        }
    }

    private Path sources(Load load) throws IOException, InterruptedException {
        return load.sources != null
                ? load.sources
                : new SourceJars(load.repository, load.cache).fetch(SourceJars.usual());
    }

    private final class Bench {

        private final Stage stage;
        private final Path folder;
        private final SourceTree all;
        private final Class<?> main;
        private int fleets;

        Bench(Stage stage, Path folder, SourceTree all, Class<?> main) {
            this.stage = stage;
            this.folder = folder;
            this.all = all;
            this.main = main;
        }

        /** One look at a time a worker, so that two have twice as much and one is not all of a machine with few cores. */
        String workers(int count, int rounds) throws Exception {
            var sources = all.some(count, folder.resolve("workers"));
            var archive = folder.resolve("workers.zip");
            var changed = folder.resolve("changed.zip");
            sources.zip(archive);
            say(
                    "%,d files of Java, %,d of them changed for the second run",
                    sources.size(), sources.zipChanged(changed));
            var figures = new Rounds();
            for (int round = 1; round <= rounds; round++) {
                var one = on(1, 1, (client, fleet) -> client.analyze(archive, ""));
                var two = on(2, 1, (client, fleet) -> {
                    var first = client.analyze(archive, "");
                    return new Twice(first, client.analyze(changed, ""));
                });
                tell("round %d, 1 worker".formatted(round), one);
                tell("round %d, 2 workers".formatted(round), two.first);
                tell("round %d, 1 %% changed".formatted(round), two.second);
                figures.add(
                        one.perSecond(),
                        two.first.perSecond(),
                        two.first.perSecond() / one.perSecond(),
                        two.first.seconds(),
                        two.second.seconds(),
                        two.first.seconds() / two.second.seconds());
            }
            return row("1 worker", "%.1f files/s", figures, 0)
                    + row("2 workers", "%.1f files/s", figures, 1)
                    + row("ratio", "%.2f", figures, 2)
                    + row("first run, 2 workers", "%.1f s", figures, 3)
                    + row("second run, 1 % changed", "%.1f s", figures, 4)
                    + row("ratio", "%.1f", figures, 5);
        }

        /**
         * Both with as many threads as there are processors, and with the same heap. Services that have just started are measured, as PMD has, and
         * those that looked at all the other files some times before, as services that run do.
         */
        String besidePmd(int count, int rounds) throws Exception {
            var sources = all.some(count, folder.resolve("pmd"));
            var others = all.without(sources, folder.resolve("others"));
            var archive = folder.resolve("pmd.zip");
            var before = folder.resolve("others.zip");
            sources.zip(archive);
            int threads = Runtime.getRuntime().availableProcessors();
            var figures = new Rounds();
            for (int round = 1; round <= rounds; round++) {
                var pmd = PmdProcess.run(sources.folder(), threads, JAVA, folder);
                say("round %d, PMD itself: %.1f s, %,d findings", round, pmd.seconds(), pmd.findings());
                var cold = on(1, threads, (client, fleet) -> client.analyze(archive, PMD_ALONE));
                tell("round %d, PMD's rules alone, just started".formatted(round), cold);
                var warm = on(1, threads, (client, fleet) -> {
                    for (int time = 1; time <= TIMES_BEFORE; time++) {
                        others.zipChanged(before, time);
                        tell("%d. time all others".formatted(time), client.analyze(before, PMD_ALONE));
                    }
                    return client.analyze(archive, PMD_ALONE);
                });
                tell("round %d, PMD's rules alone, running".formatted(round), warm);
                figures.add(
                        pmd.seconds(),
                        cold.seconds(),
                        cold.seconds() / pmd.seconds(),
                        warm.seconds(),
                        warm.seconds() / pmd.seconds());
            }
            return row("PMD itself", "%.1f s", figures, 0)
                    + row("PMD's rules alone, just started", "%.1f s", figures, 1)
                    + row("ratio", "%.2f", figures, 2)
                    + row("PMD's rules alone, running", "%.1f s", figures, 3)
                    + row("ratio", "%.2f", figures, 4);
        }

        String memory(int count) throws Exception {
            var table = new StringBuilder();
            for (int files : List.of(count / MEMORY_STEP, count)) {
                var sources = all.some(files, folder.resolve("memory-" + files));
                var archive = folder.resolve("memory-" + files + ".zip");
                sources.zip(archive);
                String row = on(1, Runtime.getRuntime().availableProcessors(), WHOLE_HEAP, (client, fleet) -> {
                    tell("memory", client.analyze(archive, ""));
                    return "peak memory with %,d files: scheduler %,.0f MB, worker %,.0f MB%n"
                            .formatted(
                                    sources.size(),
                                    Footprint.peak(fleet.scheduler()) / 1e6,
                                    Footprint.peak(fleet.workers().getFirst()) / 1e6);
                });
                table.append(row);
            }
            return table.toString();
        }

        /** @param packs that a worker looks through at a time */
        private <T> T on(int workers, int packs, Measurement<T> measurement) throws Exception {
            return on(workers, packs, JAVA, measurement);
        }

        private <T> T on(int workers, int packs, List<String> java, Measurement<T> measurement) throws Exception {
            var name = "analysis" + ++fleets;
            stage.create(name);
            var own = Files.createDirectories(folder.resolve(name));
            try (var database = stage.open(name)) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                var key = ApiKey.random();
                var tenants = new Tenants(database.jdbi());
                tenants.grant(tenants.named("benchmark"), key, "benchmark");
                try (var fleet = Fleet.start(own, stage.settings(name, settings(own, packs)), main, workers, java)) {
                    fleet.awaitReady(database);
                    return measurement.of(
                            new AnalysisCaller(new HttpCaller(fleet.url(), key.secret()), database), fleet);
                }
            }
        }

        private static Map<String, String> settings(Path folder, int packs) {
            return Map.of(
                    "PENSTOCK_ARTIFACTS_FOLDER",
                    folder.resolve("artifacts").toString(),
                    "PENSTOCK_ANALYSIS_PACKS",
                    String.valueOf(packs),
                    "PENSTOCK_WORKER_SLOTS",
                    "64,analysis=4");
        }
    }

    private interface Measurement<T> {
        T of(AnalysisCaller client, Fleet fleet) throws Exception;
    }

    private record Twice(Ran first, Ran second) {}

    private void tell(String what, Ran ran) {
        say(
                "%s: %.1f s, %.1f files/s, %,d files, %,d known before, %,d failed, %,d findings (%s)",
                what,
                ran.seconds(),
                ran.perSecond(),
                ran.files(),
                ran.reused(),
                ran.failed(),
                ran.findings(),
                ran.steps());
    }

    private static String row(String what, String form, Rounds rounds, int figure) {
        return "%-32s %s (%s to %s)%n"
                .formatted(
                        what,
                        form.formatted(rounds.median(f -> f[figure])),
                        form.formatted(rounds.least(f -> f[figure])),
                        form.formatted(rounds.most(f -> f[figure])));
    }

    private void say(String line, Object... values) {
        out.printf(line + "%n", values);
        out.flush();
    }
}
