package io.penstock.report.summary;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.report.summary.Summary.Failure;
import io.penstock.report.summary.Summary.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what could not be analysed. */
final class FailureTally {

    private static final int MOST_CODES = 50;
    private static final int LONGEST_MESSAGE = 200;

    private final Map<String, Long> byCode = new TreeMap<>();
    private final List<Failure> examples = new ArrayList<>();
    private long files;

    void add(String path, AnalyzedFile file) {
        files += file.errors().isEmpty() ? 0 : 1;
        for (var trouble : file.errors()) {
            byCode.merge(
                    byCode.size() < MOST_CODES || byCode.containsKey(trouble.code()) ? trouble.code() : "other",
                    1L,
                    Long::sum);
            if (examples.size() < Tally.MOST_SHOWN) {
                examples.add(new Failure(
                        path, trouble.analyzer(), trouble.code(), Words.cut(trouble.message(), LONGEST_MESSAGE)));
            }
        }
    }

    Failures failures() {
        return new Failures(files, byCode, List.copyOf(examples));
    }
}
