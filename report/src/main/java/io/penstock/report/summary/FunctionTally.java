package io.penstock.report.summary;

import io.penstock.catalog.analysis.Metrics;
import io.penstock.report.summary.Summary.Complexities;
import io.penstock.report.summary.Summary.MostComplex;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Counts functions by their complexity, and keeps the most complex ones. */
final class FunctionTally {

    private static final int[] FROM = {1, 6, 11, 16, 21, 31, 51};
    private static final int LONGEST_NAME = 200;

    private static final Comparator<MostComplex> ORDER = Comparator.comparingInt(MostComplex::complexity)
            .thenComparingInt(MostComplex::lines)
            .reversed()
            .thenComparing(MostComplex::path)
            .thenComparingInt(MostComplex::line);

    private final Top<MostComplex> top = new Top<>(Tally.MOST_SHOWN, ORDER);
    private final long[] counts = new long[FROM.length];

    void add(String path, Metrics metrics) {
        for (var function : metrics.functions()) {
            counts[bucket(function.complexity())]++;
            top.add(new MostComplex(
                    path,
                    Words.cut(function.name(), LONGEST_NAME),
                    function.line(),
                    function.lines(),
                    function.complexity(),
                    function.nesting()));
        }
    }

    private static int bucket(int complexity) {
        int bucket = FROM.length - 1;
        while (bucket > 0 && complexity < FROM[bucket]) {
            bucket--;
        }
        return bucket;
    }

    List<MostComplex> mostComplex() {
        return top.list();
    }

    List<Complexities> complexities() {
        return IntStream.range(0, FROM.length)
                .mapToObj(at -> new Complexities(
                        FROM[at], at + 1 < FROM.length ? (Integer) (FROM[at + 1] - 1) : null, counts[at]))
                .toList();
    }
}
