package io.penstock.analyzer.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issue;
import io.penstock.analyzer.LookFailed;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.Thresholds;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PmdTest {

    private static final Pmd PMD = new Pmd();

    private static final String SAMPLE = """
            package mill;

            import javax.crypto.spec.SecretKeySpec;

            class Mill {
                private int unused;

                boolean isReady(String state) {
                    return state == "ready";
                }

                SecretKeySpec key() {
                    return new SecretKeySpec("verysecret".getBytes(), "AES");
                }

                void load() {
                    try {
                        System.out.println("load");
                    } catch (Exception e) {
                    }
                }

                @Override
                public boolean equals(Object other) {
                    return true;
                }
            }
            """;

    private static Settings rules(String... names) {
        return new Settings(Set.of(), Set.of(), Map.of(), Thresholds.USUAL, Set.of(names));
    }

    private static Found look(String text, Settings settings, Duration time) {
        return PMD.analyze(SourceFile.of("Mill.java", null, text), settings, Allowance.of(time));
    }

    @Test
    void theUsualRulesFindWhatIsWrong() {
        var found = look(SAMPLE, Settings.USUAL, Duration.ofMinutes(5));

        assertThat(found.gap()).isNull();
        assertThat(found.issues())
                .extracting(Issue::rule, issue -> issue.span().line(), Issue::severity)
                .containsExactlyInAnyOrder(
                        tuple("pmd/UnusedPrivateField", 6, Severity.LOW),
                        tuple("pmd/UseEqualsToCompareStrings", 9, Severity.HIGH),
                        tuple("pmd/HardCodedCryptoKey", 13, Severity.CRITICAL),
                        tuple("pmd/SystemPrintln", 18, Severity.INFO),
                        tuple("pmd/EmptyCatchBlock", 19, Severity.MEDIUM),
                        tuple("pmd/OverrideBothEqualsAndHashcode", 24, Severity.HIGH));
    }

    @Test
    void anAnalysisMayNameItsRules() {
        assertThat(look(SAMPLE, rules("EmptyCatchBlock"), Duration.ofMinutes(5)).issues())
                .extracting(Issue::rule)
                .containsExactly("pmd/EmptyCatchBlock");
    }

    @Test
    void rulesThatThereAreNotAreNamed() {
        assertThat(PMD.refusal(rules("EmptyCatchBlock", "NoSuchRule", "AnotherOne")))
                .hasValue("PMD has no rule AnotherOne, NoSuchRule for Java.");
        assertThat(PMD.refusal(rules("EmptyCatchBlock"))).isEmpty();
    }

    @Test
    void whatIsNoJavaIsRefused() {
        assertThatThrownBy(() -> look("class {", Settings.USUAL, Duration.ofMinutes(5)))
                .isInstanceOf(LookFailed.class)
                .hasMessage("PMD cannot parse the file.");
        assertThat(look(SAMPLE, Settings.USUAL, Duration.ofMinutes(5)).issues()).isNotEmpty();
    }

    @Test
    void rulesStopWhenTheTimeIsOver() {
        assertThatThrownBy(() -> look(SAMPLE, Settings.USUAL, Duration.ofNanos(1)))
                .isInstanceOf(Allowance.OutOfTime.class);
        assertThat(look(SAMPLE, Settings.USUAL, Duration.ofMinutes(5)).issues()).isNotEmpty();
    }

    /** The time is over as soon as a rule asks, and not before. */
    @Test
    void eachRuleAsksWhetherTheTimeIsOver() {
        var asked = new Allowance(Duration.ofSeconds(1), () -> isARuleThatAsks() ? Long.MAX_VALUE : 0);

        assertThatThrownBy(() -> PMD.analyze(SourceFile.of("Mill.java", null, SAMPLE), Settings.USUAL, asked))
                .isInstanceOf(Allowance.OutOfTime.class);
    }

    private static boolean isARuleThatAsks() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.limit(8).anyMatch(frame -> frame.getClassName().equals(TimedRule.class.getName())));
    }
}
