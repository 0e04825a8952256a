package io.penstock.report.compare;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.ComparedFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of findings: by path and fingerprint, each as often as it is there. What an analyzer that failed on either version of a file
 * does not find in it is neither new nor fixed: nobody knows.
 */
public final class Comparison {

    private final Analyzers analyzers;
    private final @Nullable Moves moves;

    private Comparison(Analyzers analyzers, @Nullable Moves moves) {
        this.analyzers = analyzers;
        this.moves = moves;
    }

    public static Comparison with(ComparedFiles files, Analyzers analyzers) {
        return new Comparison(analyzers, Moves.in(files));
    }

    /** When there is no analysis before. */
    public static Comparison withNothing(Analyzers analyzers) {
        return new Comparison(analyzers, null);
    }

    public Changes look(ComparedFile file) {
        var now = file.now();
        var before = file.before();
        if (moves == null) {
            return new Changes(judged(now, finding -> null), List.of(), null, false);
        } else if (Objects.equals(now, before)) {
            return new Changes(judged(now, finding -> Status.UNCHANGED), List.of(), null, false);
        } else {
            var pair = now != null && before != null ? Pair.of(now, before) : moves.of(file);
            return new Changes(
                    present(now, pair),
                    gone(before, pair),
                    before == null ? moves.from(file.path()) : null,
                    now == null && moves.isMoved(file.path()));
        }
    }

    private List<Judged> present(@Nullable AnalyzedFile now, Pair pair) {
        var common = new HashMap<>(pair.common());
        return judged(
                now,
                finding -> Pair.take(common, finding.fingerprint())
                        ? Status.UNCHANGED
                        : pair.before().to(finding.rule(), analyzers) ? Status.UNKNOWN : Status.NEW);
    }

    private List<Judged> gone(@Nullable AnalyzedFile before, Pair pair) {
        var common = new HashMap<>(pair.common());
        return judged(
                        before,
                        finding -> Pair.take(common, finding.fingerprint())
                                ? Status.UNCHANGED
                                : pair.now().to(finding.rule(), analyzers) ? Status.UNSEEN : Status.FIXED)
                .stream()
                .filter(judged -> judged.status() != Status.UNCHANGED)
                .toList();
    }

    private static List<Judged> judged(@Nullable AnalyzedFile file, Function<Finding, @Nullable Status> status) {
        return file == null
                ? List.of()
                : file.findings().stream()
                        .map(finding -> new Judged(finding, status.apply(finding)))
                        .toList();
    }
}
