package io.penstock.analyzer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.analyzer.AboutRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AboutRulesTest {

    private final Analyzers analyzers = Analyzers.usual();

    @ParameterizedTest
    @CsvSource({
        "pmd/EmptyCatchBlock, pmd",
        "python/eval, syntax",
        "typescript/any, syntax",
        "go/long-function, syntax",
        "secret/aws-key, secrets",
        "todo/fixme, todo",
    })
    void eachRuleHasAnAnalyzerAndAText(String rule, String analyzer) {
        assertThat(analyzers.finder(rule)).hasValue(analyzer);
        assertThat(analyzers.about(rule))
                .get()
                .extracting(AboutRule::text)
                .asString()
                .hasSizeBetween(20, 300);
    }

    @Test
    void aRuleOfPmdHasAPage() {
        assertThat(analyzers.about("pmd/EmptyCatchBlock"))
                .get()
                .extracting(AboutRule::page)
                .asString()
                .matches("https://docs.pmd-code.org/.+#emptycatchblock");
    }

    @ParameterizedTest
    @CsvSource({
        "secret/aws-key, true",
        "pmd/HardCodedCryptoKey, true",
        "java/weak-hash, true",
        "pmd/EmptyCatchBlock, false",
        "java/sleep, false",
        "todo/todo, false",
    })
    void whatMayLetAStrangerInIsSaidToBeOfSecurity(String rule, boolean security) {
        assertThat(analyzers.about(rule)).get().extracting(AboutRule::security).isEqualTo(security);
    }

    @Test
    void ofAStrangersRuleNothingIsKnown() {
        assertThat(analyzers.finder("cobol/goto")).isEmpty();
        assertThat(analyzers.about("cobol/goto")).isEmpty();
        assertThat(analyzers.about("pmd/NoSuchRule")).isEmpty();
    }
}
