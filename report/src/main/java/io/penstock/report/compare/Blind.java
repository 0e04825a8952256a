package io.penstock.report.compare;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Trouble;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules that nobody could look for in a version of a file: what is not found there may be there nevertheless. */
record Blind(boolean toAll, Set<String> analyzers) {

    static final Blind TO_NOTHING = new Blind(false, Set.of());

    static Blind of(AnalyzedFile file) {
        boolean toAll = file.leftOut() > 0 || file.errors().stream().anyMatch(trouble -> trouble.analyzer() == null);
        return toAll
                ? new Blind(true, Set.of())
                : file.errors().isEmpty()
                        ? TO_NOTHING
                        : new Blind(
                                false,
                                file.errors().stream().map(Trouble::analyzer).collect(Collectors.toSet()));
    }

    boolean to(String rule, Analyzers known) {
        return toAll
                || (!analyzers.isEmpty()
                        && known.finder(rule).map(analyzers::contains).orElse(true));
    }
}
