package io.penstock.analyzer.java;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issues;
import io.penstock.analyzer.LookFailed;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.analyzer.source.Span;
import io.penstock.catalog.ai.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import net.sourceforge.pmd.lang.Language;
import net.sourceforge.pmd.lang.LanguageProcessorRegistry;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.ast.FileAnalysisException;
import net.sourceforge.pmd.lang.ast.Parser.ParserTask;
import net.sourceforge.pmd.lang.ast.SemanticErrorReporter;
import net.sourceforge.pmd.lang.document.FileId;
import net.sourceforge.pmd.lang.document.TextDocument;
import net.sourceforge.pmd.lang.java.JavaLanguageModule;
import net.sourceforge.pmd.lang.java.internal.JavaLanguageProcessor;
import net.sourceforge.pmd.lang.java.internal.JavaLanguageProperties;
import net.sourceforge.pmd.lang.java.types.TypeSystem;
import net.sourceforge.pmd.lang.rule.RulePriority;
import net.sourceforge.pmd.lang.rule.RuleSet;
import net.sourceforge.pmd.lang.rule.internal.RuleSets;
import net.sourceforge.pmd.reporting.FileAnalysisListener;
import net.sourceforge.pmd.reporting.Report.ProcessingError;
import net.sourceforge.pmd.reporting.RuleViolation;
import net.sourceforge.pmd.util.log.PmdReporter;
import org.jspecify.annotations.Nullable;

/**
 * PMD made ready for file after file, on one thread at a time. PMD's own way makes all of this anew for each analysis, which takes nine times as
 * long as the analysis of a usual file.
 */
final class PmdEngine implements AutoCloseable {

    /** What it learns of types grows with each file, so it does not look at more. */
    private static final int MOST_FILES = 500;

    private static final PmdReporter NOBODY = new Quiet();

    private final Turn turn = new Turn();
    private final Language java = JavaLanguageModule.getInstance();
    private final LanguageProcessorRegistry registry;
    private final JavaLanguageProcessor processor;
    private final RuleSets rules;
    private int files;

    PmdEngine(RuleSet rules) {
        registry = LanguageProcessorRegistry.create(
                LanguageRegistry.singleton(java), Map.of(java, typesOfJavaAlone()), NOBODY);
        processor = (JavaLanguageProcessor) registry.getProcessor(java);
        processor.setTypeSystem(TypeSystem.usingClasspath(this::classFile));
        this.rules = new RuleSets(new RuleSets(List.of(timed(rules))));
        this.rules.initializeRules(registry, NOBODY);
    }

    /** Types that are not Java's own stay unknown: the worker's are none of the file's business. */
    @SuppressWarnings("deprecation")
    private JavaLanguageProperties typesOfJavaAlone() {
        var properties = (JavaLanguageProperties) java.newPropertyBundle();
        properties.setClassLoader(ClassLoader.getPlatformClassLoader());
        return properties;
    }

    private @Nullable InputStream classFile(String name) {
        turn.check();
        return ClassLoader.getPlatformClassLoader().getResourceAsStream(name);
    }

    private RuleSet timed(RuleSet rules) {
        return RuleSet.create(
                rules.getName(),
                rules.getDescription(),
                null,
                List.of(),
                List.of(),
                rules.getRules().stream().map(rule -> new TimedRule(rule, turn)).toList());
    }

    boolean isUsedUp() {
        return files >= MOST_FILES;
    }

    Found look(SourceFile file, Allowance allowance) {
        files++;
        turn.begin(allowance);
        var issues = new Issues();
        try (var document = TextDocument.readOnlyString(
                file.text(), FileId.fromPathLikeString("Source.java"), java.getDefaultVersion())) {
            var root = processor.getParser().parse(new ParserTask(document, SemanticErrorReporter.noop(), registry));
            rules.apply(root, new Listener(issues));
        } catch (FileAnalysisException e) {
            throw new LookFailed("not_parsed", "PMD cannot parse the file.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var failed = turn.failed();
        var gap = failed.isEmpty() ? null : "Rules of PMD failed on the file: " + String.join(", ", failed) + ".";
        return new Found(issues.found(), issues.more(), null, List.of(), gap);
    }

    private record Listener(Issues issues) implements FileAnalysisListener {

        @Override
        public void onRuleViolation(RuleViolation violation) {
            int line = Math.max(1, violation.getBeginLine());
            issues.add(
                    Pmd.NAME + "/" + violation.getRule().getName(),
                    severity(violation.getRule().getPriority()),
                    violation.getDescription(),
                    new Span(
                            line,
                            Math.max(1, violation.getBeginColumn()),
                            Math.max(line, violation.getEndLine()),
                            Math.max(1, violation.getEndColumn())));
        }

        @Override
        public void onError(ProcessingError error) {
            // Rules that fail are noted by themselves.
        }
    }

    private static Severity severity(RulePriority priority) {
        return switch (priority) {
            case HIGH -> Severity.CRITICAL;
            case MEDIUM_HIGH -> Severity.HIGH;
            case MEDIUM -> Severity.MEDIUM;
            case MEDIUM_LOW -> Severity.LOW;
            case LOW -> Severity.INFO;
        };
    }

    @Override
    public void close() {
        registry.close();
    }
}
