package io.penstock.analyzer.analysis;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Allowance.OutOfTime;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.LookFailed;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.analysis.Metrics;
import io.penstock.catalog.analysis.Passage;
import io.penstock.catalog.analysis.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Looks at files with all analyzers that are to, each for itself: where one fails, the others go on. */
public final class Analysis {

    private final Analyzers analyzers;
    private final Bounds bounds;
    private final Looks looks;

    public Analysis(Analyzers analyzers, Bounds bounds) {
        this.analyzers = analyzers;
        this.bounds = bounds;
        this.looks = new Looks(bounds);
    }

    public Analyzers analyzers() {
        return analyzers;
    }

    /** How many looks go on although they were given up. */
    public int stuck() {
        return looks.stuck();
    }

    public AnalyzedFile look(SourceFile file, String sha256, Settings settings) throws Stuck, InterruptedException {
        var result = new Result(file, sha256);
        if (file.text().length() > bounds.letters()) {
            result.fail(null, "too_large", "The file has more than " + bounds.letters() + " characters.");
        } else if (file.text().indexOf('\0') >= 0) {
            result.fail(null, "not_text", "The file is not text.");
        } else {
            for (var analyzer : analyzers.chosen(settings)) {
                if (analyzer.looksAt(file.language())) {
                    look(analyzer, settings, result);
                }
            }
            tell(settings, result);
        }
        return result.told();
    }

    private void look(Analyzer analyzer, Settings settings, Result result) throws Stuck, InterruptedException {
        try {
            var found = looks.take(allowance -> analyzer.analyze(result.file, settings, allowance));
            result.add(analyzer, found);
        } catch (ExecutionException e) {
            result.fail(analyzer, e.getCause());
        } catch (Looks.GivenUp e) {
            result.fail(analyzer, "too_slow", "It took longer than " + bounds.time() + " and did not stop.");
        }
    }

    private void tell(Settings settings, Result result) throws Stuck, InterruptedException {
        try {
            result.findings = looks.take(allowance -> result.findings(settings, allowance));
        } catch (ExecutionException e) {
            result.fail(null, e.getCause());
        } catch (Looks.GivenUp e) {
            result.fail(null, "too_slow", "It took longer than " + bounds.time() + " and did not stop.");
        }
    }

    /** What is known of one file so far. */
    private final class Result {

        private final SourceFile file;
        private final String sha256;
        private final List<Found> found = new ArrayList<>();
        private final List<Trouble> errors = new ArrayList<>();
        private Told findings = new Told(List.of(), 0);

        Result(SourceFile file, String sha256) {
            this.file = file;
            this.sha256 = sha256;
        }

        void add(Analyzer analyzer, Found more) {
            found.add(more);
            if (more.gap() != null) {
                fail(analyzer, "crashed", more.gap());
            }
        }

        void fail(@Nullable Analyzer analyzer, @Nullable Throwable cause) {
            switch (cause) {
                case OutOfTime e -> fail(analyzer, "too_slow", "It took longer than " + bounds.time() + ".");
                case LookFailed e -> fail(analyzer, e.code(), e.sentence());
                case StackOverflowError e -> fail(analyzer, "too_deep", "The file is nested too deeply.");
                case OutOfMemoryError e -> fail(analyzer, "out_of_memory", "There was not enough memory for the file.");
                case null -> throw new IllegalStateException("It failed without a cause");
                default ->
                    fail(analyzer, "crashed", "It failed: " + cause.getClass().getSimpleName() + ".");
            }
        }

        void fail(@Nullable Analyzer analyzer, String code, String message) {
            errors.add(new Trouble(analyzer == null ? null : analyzer.name(), code, message));
        }

        Told findings(Settings settings, Allowance allowance) {
            var all = new Findings(file, settings, allowance);
            found.forEach(some -> all.add(some.issues(), some.more()));
            return new Told(all.list(), all.leftOut());
        }

        AnalyzedFile told() {
            return new AnalyzedFile(
                    file.path(),
                    file.language().label(),
                    sha256,
                    findings.list,
                    findings.leftOut,
                    metrics(),
                    passages(),
                    List.copyOf(errors));
        }

        private @Nullable Metrics metrics() {
            return found.stream()
                    .map(Found::metrics)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        private List<Passage> passages() {
            return found.stream().flatMap(some -> some.passages().stream()).toList();
        }
    }

    private record Told(List<Finding> list, int leftOut) {}
}
