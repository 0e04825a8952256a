package io.penstock.standalone.cli;

import io.penstock.analyzer.Settings;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.Thresholds;
import io.penstock.client.server.Refused;
import io.penstock.client.server.Server;
import io.penstock.client.server.Target;
import io.penstock.client.server.Targets;
import io.penstock.client.terminal.Exit;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Stop;
import io.penstock.client.terminal.Terminal;
import io.penstock.source.selection.Selection;
import io.penstock.standalone.analysis.Analyzing;
import io.penstock.standalone.analysis.LocalServer;
import io.penstock.standalone.analysis.Order;
import io.penstock.standalone.analysis.ReportFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of an analysis, and where it runs. */
@Command(
        name = "analyze",
        description = "Look through the sources in a folder or a git repository.",
        footer = {
            "",
            "Without a server all of it runs here, and what is found stays in --data for the next time.",
            "",
            "Exit codes: 0 passed, 1 more findings than --fail-on lets be there, 2 wrong use or a source that",
            "cannot be read, 3 failed or cancelled, 4 the server does not answer.",
            "",
            "Environment:",
            "  PENSTOCK_URL, PENSTOCK_API_KEY   as --server and --api-key",
            "  PENSTOCK_GIT_TOKENS              host=token, for repositories that are not public, without a server"
        },
        mixinStandardHelpOptions = true)
final class AnalyzeCommand implements Callable<Integer> {

    private static final String REMOTE = "(?i)https?://.*";
    private static final String ADDRESS = "[A-Za-z][A-Za-z+.-]*://.*|[^/]+@[^/]+:.*";

    /** In the words of the reports. */
    static final class ToSeverity implements ITypeConverter<Severity> {
        @Override
        public Severity convert(String text) {
            return Stream.of(Severity.values())
                    .filter(severity -> severity.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "%s is no severity; there are %s".formatted(text, List.of(Severity.values()))));
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PATH|GIT_URL", description = "A folder, or the http(s) address of a repository.")
    private String source = "";

    @Option(names = "--ref", paramLabel = "REF", description = "A branch, a tag or a commit of the repository.")
    private @Nullable String ref;

    @Option(names = "--include", paramLabel = "GLOB", description = "Only these files. May be given several times.")
    private List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Not these files. May be given several times.")
    private List<String> exclude = new ArrayList<>();

    @Option(
            names = "--analyzer",
            paramLabel = "NAME",
            description = "Only this analyzer: pmd, syntax, duplicates, secrets or todo. May be given several times.")
    private List<String> analyzers = new ArrayList<>();

    @Option(names = "--disable", paramLabel = "RULE", description = "Not this rule. May be given several times.")
    private List<String> disabledRules = new ArrayList<>();

    @Option(names = "--sarif", paramLabel = "FILE", description = "Write the report as SARIF 2.1.0.")
    private @Nullable Path sarif;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as a page.")
    private @Nullable Path html;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report with everything in it.")
    private @Nullable Path json;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            converter = ToSeverity.class,
            description = "End with 1 when there is a finding as bad or worse: ${COMPLETION-CANDIDATES}.")
    private @Nullable Severity failOn;

    @Option(names = "--new-only", description = "Only findings that are new count for --fail-on.")
    private boolean newOnly;

    @Option(
            names = "--baseline",
            paramLabel = "ID",
            description = "The analysis to compare with; the one before of the same name unless given.")
    private @Nullable String baseline;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What is looked through, for the next time; the folder's path or the address unless given.")
    private @Nullable String name;

    @Option(names = "--server", paramLabel = "URL", description = "The Penstock to run it on.")
    private @Nullable String server;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "Its key. Others on this machine may see it here; in PENSTOCK_API_KEY and files they do not.")
    private @Nullable String apiKey;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Without a server: where everything is kept (default: penstock/analyze in your cache folder).")
    private @Nullable Path data;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "For how long a server that does not answer is tried (default ${DEFAULT-VALUE}).")
    private int patience;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    private final Map<String, String> environment;
    private final Function<PrintWriter, Stop> stopping;

    AnalyzeCommand() {
        this(System.getenv(), Stop::onSignals);
    }

    AnalyzeCommand(Map<String, String> environment, Function<PrintWriter, Stop> stopping) {
        this.environment = environment;
        this.stopping = stopping;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var reports = new ArrayList<ReportFile>();
        try {
            var order = order();
            var url = url();
            addReport(reports, json, "json");
            addReport(reports, sarif, "sarif");
            addReport(reports, html, "html");
            var stop = stopping.apply(spec.commandLine().getErr());
            return (url == null ? here(order, reports, stop) : on(url, order, reports, stop)).code();
        } catch (Refused e) {
            var err = spec.commandLine().getErr();
            err.println(e.sentence());
            err.flush();
            return Exit.UNUSABLE.code();
        } finally {
            for (var report : reports) {
                report.close();
            }
        }
    }

    private Exit on(String url, Order order, List<ReportFile> reports, Stop stop)
            throws IOException, InterruptedException, Refused {
        var progress = progress();
        var target = new Targets(environment, Path.of("")).at(url, apiKey);
        var penstock = new Server(target, Duration.ofSeconds(patience), progress);
        return analyzing(penstock, order, reports, Set.of(), progress, stop).run();
    }

    private Exit here(Order order, List<ReportFile> reports, Stop stop) throws IOException, InterruptedException {
        var folder = (data == null ? usualData() : data).toAbsolutePath().normalize();
        var progress = progress();
        try (var local = LocalServer.start(folder, order.gitHost(), progress)) {
            local.cancelWhatIsLeft();
            return analyzing(local.server(), order, reports, Set.of(folder.toRealPath()), progress, stop)
                    .run();
        } finally {
            progress.clear();
        }
    }

    private Analyzing analyzing(
            Server penstock, Order order, List<ReportFile> reports, Set<Path> notThese, Progress progress, Stop stop) {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        return new Analyzing(penstock, order, reports, notThese, progress, out, err, stop);
    }

    private Progress progress() {
        return new Progress(spec.commandLine().getErr(), Progress.Way.of(quiet, Terminal.ofProcess(environment)));
    }

    private Order order() throws Refused, IOException {
        check();
        boolean remote = source.matches(REMOTE);
        return new Order(
                remote ? null : folder(),
                remote ? source : null,
                ref,
                include,
                exclude,
                analyzers,
                disabledRules,
                failOn,
                newOnly,
                baseline,
                name);
    }

    private void check() throws Refused {
        refuse(newOnly && failOn == null, "--new-only is for --fail-on: say from which severity on.");
        refuse(ref != null && !source.matches(REMOTE), "--ref is for a git repository by its address.");
        refuse(patience < 1, "--patience must be a second or more.");
        refuse(server != null && data != null, "--data is for an analysis without --server.");
        for (var broken : Selection.violations(include, exclude)) {
            throw new Refused("--%s %s.".formatted(broken.pointer().split("/", -1)[1], broken.detail()));
        }
        var settings = new Settings(Set.copyOf(analyzers), Set.of(), Map.of(), Thresholds.USUAL, Set.of());
        var unknown = Analyzers.usual().refusal(settings);
        if (unknown.isPresent()) {
            throw new Refused(unknown.get());
        }
    }

    private static void refuse(boolean wrong, String sentence) throws Refused {
        if (wrong) {
            throw new Refused(sentence);
        }
    }

    private Path folder() throws Refused, IOException {
        refuse(source.matches(ADDRESS), "A repository is called by http or https, without user and password.");
        var folder = Path.of(source);
        refuse(!Files.exists(folder), "There is no folder %s.".formatted(source));
        refuse(!Files.isDirectory(folder), "%s is no folder.".formatted(source));
        return folder.toRealPath();
    }

    private static void addReport(List<ReportFile> reports, @Nullable Path file, String ending) throws Refused {
        if (file != null) {
            reports.add(ReportFile.at(file, ending));
        }
    }

    /** Null when it is to run here. */
    private @Nullable String url() throws Refused {
        var url = server != null ? server : data != null ? "" : environment.getOrDefault("PENSTOCK_URL", "");
        if (url.isBlank()) {
            refuse(server != null, "--server must not be blank.");
            return null;
        }
        return Target.checkedUrl(url);
    }

    private Path usualData() {
        var cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve(Path.of("penstock", "analyze"));
    }
}
