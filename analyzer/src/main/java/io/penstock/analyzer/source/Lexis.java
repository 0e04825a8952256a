package io.penstock.analyzer.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How comments and strings of a language look.
 *
 * @param line what begins a comment that goes to the end of the line
 * @param open what begins a comment that goes to its close
 * @param quotes what begins and ends a string on one line
 * @param longQuotes what begins and ends a string over lines
 */
record Lexis(
        List<String> line, @Nullable String open, @Nullable String close, String quotes, List<String> longQuotes) {

    static final Lexis C = new Lexis(List.of("//"), "/*", "*/", "\"'", List.of());
    static final Lexis C_WITH_BLOCKS = new Lexis(List.of("//"), "/*", "*/", "\"'", List.of("\"\"\""));
    static final Lexis C_WITH_TEMPLATES = new Lexis(List.of("//"), "/*", "*/", "\"'", List.of("`"));
    /** What looks like a string in single quotes is mostly a lifetime. */
    static final Lexis RUST = new Lexis(List.of("//"), "/*", "*/", "\"", List.of());

    static final Lexis PHP = new Lexis(List.of("//", "#"), "/*", "*/", "\"'", List.of());
    static final Lexis SQL = new Lexis(List.of("--"), "/*", "*/", "'", List.of());
    static final Lexis HASH = new Lexis(List.of("#"), null, null, "\"'", List.of());
    static final Lexis PYTHON = new Lexis(List.of("#"), null, null, "\"'", List.of("\"\"\"", "'''"));
    static final Lexis MARKUP = new Lexis(List.of(), "<!--", "-->", "\"", List.of());
    static final Lexis NO_COMMENTS = new Lexis(List.of(), null, null, "\"", List.of());
}
