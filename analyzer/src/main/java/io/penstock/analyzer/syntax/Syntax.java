package io.penstock.analyzer.syntax;

import io.penstock.analyzer.AboutRule;
import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issues;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.analyzer.source.Span;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.FunctionMetrics;
import io.penstock.catalog.analysis.Thresholds;
import io.penstock.catalog.json.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses a file, measures its functions, and looks for what breaks the rules of its language. */
public final class Syntax implements Analyzer {

    private static final List<String> FILES =
            List.of("libraries.properties", "go.scm", "java.scm", "javascript.scm", "python.scm", "typescript.scm");

    private static final Map<String, String> OF_MEASURES = Map.of(
            "syntax-error", "The parser does not know what stands here: it is wrong, or newer than the parser.",
            "long-function", "The function has too many lines to be taken in at once.",
            "complex-function", "There are too many ways through the function: each wants a test.",
            "deep-nesting", "Control structures stand too deeply in each other.");

    private final Map<Grammar, Speech> speeches = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "syntax";
    }

    private final String version = "1-" + hash();

    private static String hash() {
        var all = Sha256.begin();
        for (var file : FILES) {
            all.update(Sha256.of(RuleFile.read(file).text()));
        }
        return HexFormat.of().formatHex(all.digest(), 0, 4);
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public boolean looksAt(Language language) {
        return Grammar.of(language).isPresent();
    }

    @Override
    public boolean finds(String rule) {
        return grammar(rule).isPresent();
    }

    private static Optional<Grammar> grammar(String rule) {
        var prefix = rule.substring(0, Math.max(0, rule.indexOf('/')));
        return Stream.of(Grammar.values())
                .filter(grammar -> grammar.prefix().equals(prefix))
                .findFirst();
    }

    @Override
    public Optional<AboutRule> about(String rule) {
        var measured = OF_MEASURES.get(rule.substring(rule.indexOf('/') + 1));
        return measured != null
                ? Optional.of(new AboutRule(measured, null, false))
                : grammar(rule).stream()
                        .flatMap(grammar -> grammar.rules().stream())
                        .filter(known -> known.id().equals(rule))
                        .map(known -> new AboutRule(known.message(), null, known.security()))
                        .findFirst();
    }

    @Override
    public Found analyze(SourceFile file, Settings settings, Allowance allowance) {
        var speech = speeches.computeIfAbsent(Grammar.of(file.language()).orElseThrow(), Speech::of);
        var bytes = new Bytes(file.text());
        var issues = new Issues();
        try (var parsed = Parsed.of(bytes, speech.language(), allowance)) {
            var measured = new Walk(speech.roles(), bytes, allowance).over(parsed.root());
            var prefix = speech.grammar().prefix();
            measured.errors()
                    .forEach(place -> issues.add(
                            prefix + "/syntax-error", Severity.LOW, "This is wrong, or newer than the parser.", place));
            var metrics = measured.metrics(Lines.of(file, allowance));
            metrics.functions().forEach(function -> judge(prefix, function, settings.thresholds(), file, issues));
            speech.rules().look(parsed.root(), file.text(), bytes, issues, allowance);
            return new Found(issues.found(), issues.more(), metrics, List.of(), null);
        }
    }

    private static void judge(
            String prefix, FunctionMetrics function, Thresholds thresholds, SourceFile file, Issues issues) {
        var place = new Span(
                function.line(), 1, function.line(), file.line(function.line()).length() + 1);
        judge(
                prefix + "/long-function",
                "%s has %d lines, more than %d.",
                function,
                function.lines(),
                thresholds.functionLines(),
                place,
                issues);
        judge(
                prefix + "/complex-function",
                "%s has a complexity of %d, more than %d.",
                function,
                function.complexity(),
                thresholds.complexity(),
                place,
                issues);
        judge(
                prefix + "/deep-nesting",
                "%s is nested %d deep, more than %d.",
                function,
                function.nesting(),
                thresholds.nesting(),
                place,
                issues);
    }

    private static void judge(
            String rule,
            String sentence,
            FunctionMetrics function,
            int is,
            @Nullable Integer most,
            Span place,
            Issues issues) {
        if (most != null && is > most) {
            issues.add(rule, Severity.LOW, sentence.formatted(function.name(), is, most), place);
        }
    }
}
