package io.penstock.analyzer.syntax;

import io.penstock.analyzer.source.Span;
import io.penstock.catalog.analysis.FunctionMetrics;
import io.penstock.catalog.analysis.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a walk over a tree has measured. */
final class Measured {

    static final int MOST_PLACES = 20;

    private final List<FunctionMetrics> functions = new ArrayList<>();
    private final List<Span> errors = new ArrayList<>();
    private int functionCount;
    private int complexity;
    private int errorCount;

    void add(FunctionMetrics function) {
        functionCount++;
        complexity += function.complexity();
        if (functions.size() < Metrics.MOST_FUNCTIONS) {
            functions.add(function);
        }
    }

    void addError(Span place) {
        errorCount++;
        if (errors.size() < MOST_PLACES) {
            errors.add(place);
        }
    }

    /** The places of the first errors. */
    List<Span> errors() {
        return errors;
    }

    List<FunctionMetrics> functions() {
        return functions;
    }

    Metrics metrics(Lines lines) {
        functions.sort(Comparator.comparingInt(FunctionMetrics::line));
        return new Metrics(
                lines.all(),
                lines.code(),
                lines.comment(),
                errorCount,
                functionCount,
                complexity,
                List.copyOf(functions));
    }
}
