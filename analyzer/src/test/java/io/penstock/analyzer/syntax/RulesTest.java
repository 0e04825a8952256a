package io.penstock.analyzer.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Issue;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    private static final Map<Grammar, String> NAMES = Map.of(
            Grammar.JAVA, "A.java",
            Grammar.PYTHON, "a.py",
            Grammar.JAVASCRIPT, "a.js",
            Grammar.TYPESCRIPT, "a.ts",
            Grammar.TSX, "a.tsx",
            Grammar.GO, "a.go");

    private static final Syntax SYNTAX = new Syntax();

    static Stream<Arguments> rules() {
        return Stream.of(Grammar.values())
                .flatMap(grammar -> grammar.rules().stream()
                        .map(rule -> Arguments.argumentSet(grammar + " " + rule.id(), grammar, rule)));
    }

    private static List<String> broken(Grammar grammar, String code) {
        return SYNTAX
                .analyze(
                        SourceFile.of(NAMES.getOrDefault(grammar, ""), null, code),
                        Settings.USUAL,
                        Allowance.of(Duration.ofMinutes(1)))
                .issues()
                .stream()
                .map(Issue::rule)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleFindsItsBadExampleAndLetsItsGoodOnePass(Grammar grammar, Rule rule) {
        assertThat(broken(grammar, rule.bad())).contains(rule.id()).doesNotContain(grammar.prefix() + "/syntax-error");
        assertThat(broken(grammar, rule.good()))
                .doesNotContain(rule.id())
                .doesNotContain(grammar.prefix() + "/syntax-error");
    }

    @ParameterizedTest
    @EnumSource
    void aLanguageHasADozenRulesAndEachOnce(Grammar grammar) {
        assertThat(grammar.rules()).extracting(Rule::id).hasSizeGreaterThan(11).doesNotHaveDuplicates();
    }

    /** When it lags behind, what it should be is beside it in target. */
    @Test
    void thePageOfRulesIsMadeOfThem() throws IOException {
        var page = Path.of("..", "docs", "analysis-rules.md");
        Files.writeString(Path.of("target", "analysis-rules.md"), RulePage.text());
        assertThat(page).hasContent(RulePage.text());
    }
}
