package io.penstock.analyzer.syntax;

import io.penstock.analyzer.source.Language;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.treesitter.TSLanguage;
import org.treesitter.TreeSitterGo;
import org.treesitter.TreeSitterJava;
import org.treesitter.TreeSitterJavascript;
import org.treesitter.TreeSitterPython;
import org.treesitter.TreeSitterTsx;
import org.treesitter.TreeSitterTypescript;

/**
 * The languages that are parsed, and what their nodes are called.
 *
 * <p>Cyclomatic complexity is 1 for a function, and 1 for each place where it may go another way.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are Set.of
enum Grammar {
    JAVA(
            Language.JAVA,
            TreeSitterJava::new,
            List.of("java.scm"),
            Set.of("method_declaration", "constructor_declaration", "compact_constructor_declaration"),
            Set.of(
                    "if_statement",
                    "for_statement",
                    "enhanced_for_statement",
                    "while_statement",
                    "do_statement",
                    "catch_clause",
                    "ternary_expression",
                    "case",
                    "&&",
                    "||"),
            Set.of(
                    "if_statement",
                    "for_statement",
                    "enhanced_for_statement",
                    "while_statement",
                    "do_statement",
                    "switch_expression",
                    "try_statement",
                    "try_with_resources_statement")),
    PYTHON(
            Language.PYTHON,
            TreeSitterPython::new,
            List.of("python.scm"),
            Set.of("function_definition"),
            Set.of(
                    "if_statement",
                    "elif_clause",
                    "for_statement",
                    "while_statement",
                    "except_clause",
                    "conditional_expression",
                    "case_clause",
                    "for_in_clause",
                    "if_clause",
                    "and",
                    "or"),
            Set.of(
                    "if_statement",
                    "for_statement",
                    "while_statement",
                    "try_statement",
                    "with_statement",
                    "match_statement")),
    JAVASCRIPT(Language.JAVASCRIPT, TreeSitterJavascript::new, List.of("javascript.scm")),
    TYPESCRIPT(Language.TYPESCRIPT, TreeSitterTypescript::new, List.of("javascript.scm", "typescript.scm")),
    TSX(Language.TSX, TreeSitterTsx::new, List.of("javascript.scm", "typescript.scm")),
    GO(
            Language.GO,
            TreeSitterGo::new,
            List.of("go.scm"),
            Set.of("function_declaration", "method_declaration"),
            Set.of("if_statement", "for_statement", "expression_case", "type_case", "communication_case", "&&", "||"),
            Set.of(
                    "if_statement",
                    "for_statement",
                    "expression_switch_statement",
                    "type_switch_statement",
                    "select_statement"));

    private final Language language;
    private final Supplier<TSLanguage> parser;
    private final List<String> ruleFiles;
    private final Set<String> functions;
    private final Set<String> branches;
    private final Set<String> nesting;

    Grammar(
            Language language,
            Supplier<TSLanguage> parser,
            List<String> ruleFiles,
            Set<String> functions,
            Set<String> branches,
            Set<String> nesting) {
        this.language = language;
        this.parser = parser;
        this.ruleFiles = ruleFiles;
        this.functions = functions;
        this.branches = branches;
        this.nesting = nesting;
    }

    /** One of JavaScript's family. */
    Grammar(Language language, Supplier<TSLanguage> parser, List<String> ruleFiles) {
        this(
                language,
                parser,
                ruleFiles,
                Set.of(
                        "function_declaration",
                        "function_expression",
                        "generator_function",
                        "generator_function_declaration",
                        "arrow_function",
                        "method_definition"),
                Set.of(
                        "if_statement",
                        "for_statement",
                        "for_in_statement",
                        "while_statement",
                        "do_statement",
                        "catch_clause",
                        "ternary_expression",
                        "switch_case",
                        "&&",
                        "||",
                        "??"),
                Set.of(
                        "if_statement",
                        "for_statement",
                        "for_in_statement",
                        "while_statement",
                        "do_statement",
                        "switch_statement",
                        "try_statement"));
    }

    static Optional<Grammar> of(Language language) {
        for (var grammar : values()) {
            if (grammar.language == language) {
                return Optional.of(grammar);
            }
        }
        return Optional.empty();
    }

    /** What its own rules begin with. */
    String prefix() {
        return this == TSX ? TYPESCRIPT.prefix() : language.label();
    }

    TSLanguage parser() {
        return parser.get();
    }

    List<Rule> rules() {
        return ruleFiles.stream()
                .flatMap(file -> RuleFile.read(file).rules().stream())
                .toList();
    }

    boolean isFunction(String node) {
        return functions.contains(node);
    }

    boolean isBranch(String node) {
        return branches.contains(node);
    }

    boolean isNesting(String node) {
        return nesting.contains(node);
    }
}
