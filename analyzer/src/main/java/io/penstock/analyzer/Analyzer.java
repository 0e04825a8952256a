package io.penstock.analyzer;

import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.SourceFile;
import java.util.Optional;

/** Looks through one source file at a time, on several threads at once. A new analyzer is one class, and a line in {@code Analyzers}. */
public interface Analyzer {

    /** As settings call it: lower-case letters and dashes. */
    String name();

    /** Another one whenever it may come to something else for the same file. */
    String version();

    boolean looksAt(Language language);

    /**
     * What it finds. Whatever it throws is that file's trouble alone.
     *
     * @param allowance to be asked in each loop that a file can make long
     */
    Found analyze(SourceFile file, Settings settings, Allowance allowance);

    /** What is wrong with the settings, in a sentence. */
    default Optional<String> refusal(Settings settings) {
        return Optional.empty();
    }

    /** Whether what that rule finds is found by this one. */
    default boolean finds(String rule) {
        return rule.startsWith(name() + "/");
    }

    /** What there is to say of a rule of its own. */
    default Optional<AboutRule> about(String rule) {
        return Optional.empty();
    }
}
