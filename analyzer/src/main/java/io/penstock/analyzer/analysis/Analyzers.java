package io.penstock.analyzer.analysis;

import io.penstock.analyzer.AboutRule;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.duplicate.Passages;
import io.penstock.analyzer.java.Pmd;
import io.penstock.analyzer.secret.Secrets;
import io.penstock.analyzer.syntax.Syntax;
import io.penstock.analyzer.todo.Todos;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The analyzers there are. */
public final class Analyzers {

    /** Of what is made of all they say: order, fingerprints, what is left out. */
    private static final String FORM = "1";

    private final List<Analyzer> all;

    public Analyzers(List<Analyzer> all) {
        this.all = List.copyOf(all);
    }

    public static Analyzers usual() {
        return new Analyzers(List.of(new Pmd(), new Syntax(), new Passages(), new Secrets(), new Todos()));
    }

    /** Another one whenever the same file may come to another result. */
    public String version() {
        return FORM
                + all.stream()
                        .map(analyzer -> " " + analyzer.name() + "-" + analyzer.version())
                        .collect(Collectors.joining());
    }

    /** What is wrong with the settings, in a sentence. */
    public Optional<String> refusal(Settings settings) {
        var unknown = new TreeSet<>(settings.analyzers());
        all.forEach(analyzer -> unknown.remove(analyzer.name()));
        return unknown.isEmpty()
                ? all.stream()
                        .flatMap(analyzer -> analyzer.refusal(settings).stream())
                        .findFirst()
                : Optional.of("There is no analyzer " + String.join(", ", unknown) + ": there are "
                        + all.stream().map(Analyzer::name).collect(Collectors.joining(", ")) + ".");
    }

    /** The name of the one whose rule that is. */
    public Optional<String> finder(String rule) {
        return all.stream()
                .filter(analyzer -> analyzer.finds(rule))
                .map(Analyzer::name)
                .findFirst();
    }

    public Optional<AboutRule> about(String rule) {
        return all.stream()
                .filter(analyzer -> analyzer.finds(rule))
                .flatMap(analyzer -> analyzer.about(rule).stream())
                .findFirst();
    }

    List<Analyzer> chosen(Settings settings) {
        return all.stream()
                .filter(analyzer ->
                        settings.analyzers().isEmpty() || settings.analyzers().contains(analyzer.name()))
                .toList();
    }
}
