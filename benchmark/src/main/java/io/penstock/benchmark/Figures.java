package io.penstock.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Numbers, and what may be said of them. */
final class Figures {

    private Figures() {}

    static double median(double[] values) {
        return percentile(values, 50);
    }

    static double percentile(double[] values, double percent) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    /** The rounds of one comparison: each measured beside the other, so that a machine in a bad mood hurts both. */
    static final class Rounds {

        private final List<double[]> rounds = new ArrayList<>();

        void add(double... figures) {
            rounds.add(figures);
        }

        double median(ToDoubleFunction<double[]> figure) {
            return Figures.median(rounds.stream().mapToDouble(figure).toArray());
        }

        double least(ToDoubleFunction<double[]> figure) {
            return rounds.stream().mapToDouble(figure).min().orElseThrow();
        }

        double most(ToDoubleFunction<double[]> figure) {
            return rounds.stream().mapToDouble(figure).max().orElseThrow();
        }
    }
}
