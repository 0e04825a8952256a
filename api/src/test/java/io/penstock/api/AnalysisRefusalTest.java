package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NothingStored.class)
class AnalysisRefusalTest {

    private static final String GONE = "art_0199e1d2c3b47a5e8f901234567890ab";

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                    | /source     | must have exactly one of git and artifact
            {"git": "https://a.example/b", "artifact": "%1$s"}    | /source     | must have exactly one of git and artifact
            {"artifact": "%1$s", "ref": "main"}                   | /source/ref | is for a git repository
            {"artifact": "%1$s"}                                  | /source/artifact | is not the id of an artifact of yours
            {"artifact": "x"}                                     | /source/artifact | must be an artifact's id: art_ and 32 hexadecimal digits
            {"git": "ssh://a.example/b"}                          | /source/git | must be an http or https URL without user and password
            {"git": "file:///etc"}                                | /source/git | must be an http or https URL without user and password
            {"git": "https://me:secret@a.example/b"}              | /source/git | must be an http or https URL without user and password
            {"git": "https://a.example/b", "ref": "a..b c"}       | /source/ref | must be a branch, a tag or a commit
            {"git": "https://a.example/b", "more": 1}             | /source/more | is not a known field
            """)
    void aSourceThatIsNoneIsRefused(String source, String pointer, String rule) {
        assertThat(client.post("/v1/analyses", "{\"source\": %s}".formatted(source.formatted(GONE)))
                        .isInvalidAt(pointer)
                        .rules())
                .containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "include": ["["]                             | /include/0
            "exclude": ["*.java", ""]                    | /exclude/1
            "include": "*.java"                          | /include
            "analyzers": []                              | /analyzers
            "analyzers": ["PMD"]                         | /analyzers/0
            "analyzers": ["nothing"]                     | /analyzers
            "pmd_rules": ["NoSuchRule"]                  | /pmd_rules
            "max_cost": 1                                | /max_cost
            "review": {}                                 | /max_cost
            "review": {}, "max_cost": 0                  | /max_cost
            "review": {}, "max_cost": 0.0000001          | /max_cost
            "review": {"files": "all"}, "max_cost": 1    | /review/files
            "review": {"max_files": 0}, "max_cost": 1    | /review/max_files
            "review": {"focus": ["taste"]}, "max_cost": 1 | /review/focus/0
            "review": {}, "max_cost": 1                  | /review
            "disabled_rules": ["eval"]                   | /disabled_rules/0
            "severities": {"python/eval": "worst"}       | /severities/python~1eval
            "thresholds": {"complexity": 0}              | /thresholds/complexity
            "pmd_rules": []                              | /pmd_rules
            "fail_on": "worst"                           | /fail_on/0
            "fail_on": {"severity": "high", "max": -1}   | /fail_on/0/max
            "baseline": "x"                              | /baseline
            "baseline": "ana_0199e1d2c3b47a5e8f901234567890cc" | /baseline
            "priority": 10                               | /priority
            "tags": {"a b": "c"}                         | /tags/a b
            "callback": {"url": "x"}                     | /callback/url
            "name": ""                                   | /name
            "pack": "art_0199e1d2c3b47a5e8f901234567890ab" | /pack
            "payload": {}                                | /payload
            """)
    void whatIsWrongIsSaidWithItsPlace(String said, String pointer) {
        client.post("/v1/analyses", "{\"source\": {\"git\": \"https://a.example/b\"}, %s}".formatted(said))
                .isInvalidAt(pointer);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        var answer = client.post("/v1/analyses", """
                {"source": {}, "analyzers": [], "priority": 10, "include": ["["]}""").is(400);
        assertThat(answer.at("/errors")
                        .valueStream()
                        .map(error -> error.at("/pointer").stringValue()))
                .containsExactlyInAnyOrder("/source", "/analyzers", "/priority", "/include/0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://127.0.0.1:9/mill.git                  | git_forbidden
            http://localhost/mill.git                    | git_forbidden
            http://169.254.169.254/latest/meta-data      | git_forbidden
            https://nowhere.invalid/mill.git             | git_unreachable
            """)
    void aHostThatIsNotForAllOrNotThereIsSaidBeforeAnythingBegins(String url, String code) {
        var answer = client.post("/v1/analyses", "{\"source\": {\"git\": \"%s\"}}".formatted(url))
                .isProblem(400, code);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/source/git");
        assertThat(answer.at("/retryable").asBoolean()).isEqualTo(code.equals("git_unreachable"));
    }
}
