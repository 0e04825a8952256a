package io.penstock.db.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "report.pdf",
                ".profile",
                "Grün & weiß (2).txt",
                "報告.pdf",
                "😀.png",
                "semi;colon\"quote'.txt",
                "%2e%2e%2f"
            })
    void whatPeopleCallFilesIsAName(String name) {
        assertThat(ArtifactName.violation(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "../x",
                "a/b",
                "/etc/passwd",
                "a\\b",
                "C:\\x",
                "a..b",
                "a\0b",
                "a\nb",
                "a\u007fb",
                "a\u0085b",
                "invoice\u202Efdp.exe",
                "a\u200Bb",
                "a\u2066b",
                "a\uFEFFb",
                "a\u2028b",
                "a\uD800b",
                "a\uE000b"
            })
    void whatLeadsElsewhereOrShowsOtherwiseIsNone(String name) {
        assertThat(ArtifactName.violation(name)).isPresent();
    }

    @Test
    void itHasAtMostTwoHundredCharacters() {
        assertThat(ArtifactName.violation("😀".repeat(200))).isEmpty();
        assertThat(ArtifactName.violation("a".repeat(201))).contains("must have at most 200 characters");
    }
}
