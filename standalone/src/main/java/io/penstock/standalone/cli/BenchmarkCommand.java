package io.penstock.standalone.cli;

import io.penstock.benchmark.AiBenchmark;
import io.penstock.benchmark.AnalysisBenchmark;
import io.penstock.benchmark.BacklogBenchmark;
import io.penstock.benchmark.BatchBenchmark;
import io.penstock.benchmark.BulkBenchmark;
import io.penstock.benchmark.ClosedDoorBenchmark;
import io.penstock.benchmark.EffectsBenchmark;
import io.penstock.benchmark.FairnessBenchmark;
import io.penstock.benchmark.GatesBenchmark;
import io.penstock.benchmark.HttpBenchmark;
import io.penstock.benchmark.LatencyBenchmark;
import io.penstock.benchmark.LifeBenchmark;
import io.penstock.benchmark.LimitsBenchmark;
import io.penstock.benchmark.OutageBenchmark;
import io.penstock.benchmark.PagesBenchmark;
import io.penstock.benchmark.PathBenchmark;
import io.penstock.benchmark.RescueBenchmark;
import io.penstock.benchmark.ServiceProcess;
import io.penstock.benchmark.WaitersBenchmark;
import io.penstock.db.tenant.ApiKey;
import io.penstock.standalone.dev.DevService;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Each benchmark starts servers of its own in a folder that it removes in the end. */
@Command(
        name = "benchmark",
        description = "Measure Penstock on this machine, beside what it is compared with.",
        mixinStandardHelpOptions = true)
final class BenchmarkCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rounds",
            scope = ScopeType.INHERIT,
            defaultValue = "7",
            description = "How many rounds count (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            scope = ScopeType.INHERIT,
            defaultValue = "8",
            description = "How many rounds go before them (default ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where to make the folder to measure in (default: here).")
    private Path dir = Path.of(".");

    private interface Measurement {
        void in(Path folder, PrintWriter out) throws Exception;
    }

    @Command(description = "Throughput of the whole path against bare JDBC.", mixinStandardHelpOptions = true)
    void path(@Option(names = "--jobs", defaultValue = "100000") int jobs) throws Exception {
        measure((folder, out) -> new PathBenchmark(out).run(folder, jobs, warmUp, rounds));
    }

    @Command(description = "The path of jobs that are each retried once.", mixinStandardHelpOptions = true)
    void life(@Option(names = "--jobs", defaultValue = "100000") int jobs) throws Exception {
        measure((folder, out) -> new LifeBenchmark(out).run(folder, jobs, warmUp, rounds));
    }

    @Command(
            description = "Failed jobs that are replayed at full speed, and plans over many.",
            mixinStandardHelpOptions = true)
    void bulk(
            @Option(names = "--jobs", defaultValue = "100000") int jobs,
            @Option(
                            names = "--selected",
                            defaultValue = "1000000",
                            description = "How many failed jobs a plan is over.")
                    int selected)
            throws Exception {
        measure((folder, out) -> new BulkBenchmark(out).run(folder, jobs, selected, warmUp, rounds));
    }

    @Command(
            description = "Lists, filters and error groups over HTTP beside many jobs that have ended.",
            mixinStandardHelpOptions = true)
    void pages(
            @Option(names = "--jobs", defaultValue = "10000000", description = "How many have ended.") int jobs,
            @Option(names = "--calls", defaultValue = "300", description = "How many for each list.") int calls)
            throws Exception {
        measure((folder, out) -> new PagesBenchmark(out).run(folder, jobs, calls, Penstock.class));
    }

    @Command(
            description = "The path with a million jobs waiting and a million finished.",
            mixinStandardHelpOptions = true)
    void backlog(
            @Option(names = "--jobs", defaultValue = "100000") int jobs,
            @Option(names = "--backlog", defaultValue = "1000000") int backlog)
            throws Exception {
        measure((folder, out) -> new BacklogBenchmark(out).run(folder, jobs, backlog, warmUp, rounds));
    }

    @Command(
            description =
                    "The drain of what came while all workers were away, with jobs still coming, and explain meanwhile.",
            mixinStandardHelpOptions = true)
    void outage(
            @Option(names = "--jobs", defaultValue = "100000", description = "A round, for the rate without an outage.")
                    int jobs,
            @Option(names = "--backlog", defaultValue = "1000000") int backlog,
            @Option(names = "--arriving", defaultValue = "2000", description = "Jobs a second that go on coming.")
                    int arriving)
            throws Exception {
        measure((folder, out) -> new OutageBenchmark(out).run(folder, jobs, backlog, arriving, warmUp, rounds));
    }

    @Command(
            description = "From an HTTP call to the start of its handler, on an idle service.",
            mixinStandardHelpOptions = true)
    void latency(@Option(names = "--jobs", defaultValue = "500") int jobs) throws Exception {
        measure((folder, out) -> {
            try (var service = DevService.start(folder, 0, Map.of())) {
                new LatencyBenchmark(out).run(service.url(), service.key().secret(), jobs, warmUp, rounds);
            }
        });
    }

    @Command(description = "Single submits over HTTP by 32 callers.", mixinStandardHelpOptions = true)
    void http(@Option(names = "--jobs", defaultValue = "20000") int jobs) throws Exception {
        measure((folder, out) -> {
            try (var service =
                    DevService.start(folder, 0, Map.of("penstock.worker.slots", 1000), HttpBenchmark.Bare.class)) {
                new HttpBenchmark(out).run(service.url(), service.key().secret(), jobs, warmUp, rounds);
            }
        });
    }

    @Command(description = "A batch of jobs as lines over HTTP.", mixinStandardHelpOptions = true)
    void batch(@Option(names = "--jobs", defaultValue = "100000") int jobs) throws Exception {
        measure((folder, out) -> {
            try (var service = DevService.start(folder, 0, Map.of("penstock.worker.slots", 1000))) {
                new BatchBenchmark(out).run(service.url(), service.key().secret(), jobs, warmUp, rounds);
            }
        });
    }

    @Command(
            description = "Listeners and waiting callers on a service of its own: memory, and the time to notice.",
            mixinStandardHelpOptions = true)
    void waiters(
            @Option(names = "--each", defaultValue = "5000", description = "How many of both.") int each,
            @Option(names = "--over", defaultValue = "10", description = "Over how many seconds their jobs end.")
                    int over)
            throws Exception {
        measure((folder, out) -> {
            try (var service = ServiceProcess.start(folder, ApiKey.random().secret(), Penstock.class)) {
                new WaitersBenchmark(service, over, out).run(each, warmUp, rounds);
            }
        });
    }

    @Command(
            description = "Whether limits hold and are used, with two dispatchers and four workers as processes.",
            mixinStandardHelpOptions = true)
    void limits(
            @Option(names = "--jobs", defaultValue = "50000", description = "How many wait behind each limit.")
                    int jobs,
            @Option(
                            names = "--only",
                            description = "rate, smooth-rate, units, smooth-units, concurrency or brief-concurrency.")
                    @Nullable
                    String only)
            throws Exception {
        measure((folder, out) -> new LimitsBenchmark(out).run(folder, jobs, only, Penstock.class));
    }

    @Command(
            description =
                    "What a tenant with many waiting jobs does to nine with few, and whether shares follow weights.",
            mixinStandardHelpOptions = true)
    void fairness(
            @Option(names = "--jobs", defaultValue = "200000", description = "How many of the one tenant wait.")
                    int jobs,
            @Option(names = "--seconds", defaultValue = "60", description = "For how long the nine send one a second.")
                    int seconds,
            @Option(
                            names = "--take-ms",
                            defaultValue = "200",
                            description =
                                    "How long the jobs of the one take on average, some half as long and some half as long again.")
                    int takeMs,
            @Option(names = "--slots", defaultValue = "16", description = "Of each of the four workers.") int slots)
            throws Exception {
        measure((folder, out) -> new FairnessBenchmark(out).run(folder, jobs, seconds, takeMs, slots, Penstock.class));
    }

    @Command(
            description = "Workers that are killed: when their jobs begin anew, and what others feel of it.",
            mixinStandardHelpOptions = true)
    void rescue(
            @Option(names = "--rate", defaultValue = "100", description = "Jobs a second, of two seconds each.")
                    int rate,
            @Option(names = "--lease", defaultValue = "5", description = "The workers' lease in seconds.") int lease,
            @Option(names = "--seconds", defaultValue = "30", description = "How long it is watched without a kill.")
                    int seconds)
            throws Exception {
        measure((folder, out) -> new RescueBenchmark(out).run(folder, rate, lease, seconds, Penstock.class));
    }

    @Command(description = "Many gates with limits of their own, against one.", mixinStandardHelpOptions = true)
    void gates(
            @Option(names = "--gates", defaultValue = "10000") int gates,
            @Option(names = "--jobs", defaultValue = "100", description = "How many wait at each gate.") int jobs)
            throws Exception {
        measure((folder, out) -> new GatesBenchmark(out).run(folder, gates, jobs, Penstock.class));
    }

    @Command(
            name = "closed-door",
            description =
                    "A provider that asks for ten seconds of patience: who calls meanwhile, and when all flows again.",
            mixinStandardHelpOptions = true)
    void closedDoor(
            @Option(names = "--rate", defaultValue = "200", description = "Calls a second before and after.") int rate)
            throws Exception {
        measure((folder, out) -> new ClosedDoorBenchmark(out).run(folder, rate, Penstock.class));
    }

    @Command(
            description =
                    "AI jobs against the sandbox: use of a limit on tokens, what is added to a call, memory, the first chunk.",
            mixinStandardHelpOptions = true)
    void ai(
            @Option(names = "--calls", defaultValue = "20000", description = "How many wait behind the limit.")
                    int calls,
            @Option(names = "--seconds", defaultValue = "60", description = "How long the limit makes them take.")
                    int seconds,
            @Option(
                            names = "--concurrent",
                            defaultValue = "2000",
                            description = "Calls at a time whose memory is measured; 0 for none.")
                    int concurrent,
            @Option(names = "--streams", defaultValue = "100", description = "Jobs that are streamed; 0 for none.")
                    int streams)
            throws Exception {
        measure((folder, out) -> new AiBenchmark(out).run(folder, calls, seconds, concurrent, streams, Penstock.class));
    }

    @Command(
            description =
                    "Payments and mails at a sandbox that breaks connections, while workers are killed: what was charged and sent, and how jobs ended.",
            mixinStandardHelpOptions = true)
    void effects(
            @Option(names = "--payments", defaultValue = "20000") int payments,
            @Option(names = "--mails", defaultValue = "20000") int mails,
            @Option(names = "--seconds", defaultValue = "60", description = "How long they take to come.") int seconds,
            @Option(names = "--kill-every", defaultValue = "4", description = "Seconds between kills.") int every)
            throws Exception {
        var load = new EffectsBenchmark.Load(payments, mails, seconds, every);
        measure((folder, out) -> new EffectsBenchmark(out).run(folder, load, Penstock.class));
    }

    @Command(
            description =
                    "Analyses of large sources: with one worker and two, of what changed, beside PMD itself, and their memory.",
            mixinStandardHelpOptions = true)
    void analysis(
            @Option(
                            names = "--sources",
                            paramLabel = "DIR|ZIP",
                            description =
                                    "Files of Java, or archives with them (default: Spring Framework and Hibernate, fetched once).")
                    @Nullable
                    Path sources,
            @Option(
                            names = "--repository",
                            paramLabel = "URL",
                            defaultValue = "https://repo.maven.apache.org/maven2",
                            description = "Of Maven, to fetch them from (default ${DEFAULT-VALUE}).")
                    String repository,
            @Option(
                            names = "--cache",
                            paramLabel = "DIR",
                            defaultValue = ".penstock/sources",
                            description = "Where to keep what was fetched (default ${DEFAULT-VALUE}).")
                    Path cache,
            @Option(names = "--files", defaultValue = "5000", description = "How many of them.") int files,
            @Option(names = "--only", description = "workers, pmd or memory.") @Nullable String only)
            throws Exception {
        var load = new AnalysisBenchmark.Load(sources, repository, cache, files, rounds, only);
        measure((folder, out) -> new AnalysisBenchmark(out).run(folder, load, Penstock.class));
    }

    private void measure(Measurement measurement) throws Exception {
        var folder = Files.createTempDirectory(dir, ".penstock-benchmark");
        try {
            measurement.in(folder, spec.commandLine().getOut());
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
