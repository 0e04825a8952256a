package io.penstock.source.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.catalog.json.Violation;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.java A.java",
                "*.java a/b/A.java",
                "/*.java A.java",
                "src a/src/b",
                "src/ src/b",
                "src/ a/src/b/c",
                "/src/ src/b",
                "src/**/*.java src/A.java",
                "src/**/*.java src/a/b/A.java",
                "src/** src/a/b",
                "**/test/** a/test/b",
                "**/test/** test/b",
                "a/**/b/**/c a/x/b/b/y/c",
                "a/**/b a/x/b/y",
                "a?c abc",
                "a?c a\uD83D\uDE00c",
                "[a-c]x bx",
                "[!a-c]x dx",
                "[^a-c]x dx",
                "[]a]x ]x",
                "[a-]x -x",
                "\\*a *a",
                "[\\]]a ]a",
                "*.{java,kt} a/b.kt",
                "{src,test}/*.py test/a.py",
                "a{,b} ab",
                "a{,b} a",
                "[{]a {a",
                "*a*b*c xaybzc",
                "**/*.go a.go"
            })
    void aPatternNames(String pattern, String path) {
        assertThat(includes(pattern, path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.java A.javac",
                "/*.java a/A.java",
                "src/ src",
                "/src/ a/src/b",
                "src/*.java src/a/A.java",
                "a/b x/a/b",
                "src/** src",
                "a?c a/c",
                "[a-c]x dx",
                "[!a-c]x bx",
                "*a*b*c xaybz",
                "*.{java,kt} a.{java,kt}",
                "a A"
            })
    void aPatternDoesNotName(String pattern, String path) {
        assertThat(includes(pattern, path)).isFalse();
    }

    @Test
    void excludeComesAfterInclude() {
        var selection = Selection.of(List.of("src/"), List.of("*.txt"));

        assertThat(reason(selection, "src/a.java")).isNull();
        assertThat(reason(selection, "src/a.txt")).isEqualTo(Reason.EXCLUDED);
        assertThat(reason(selection, "doc/a.java")).isEqualTo(Reason.NOT_INCLUDED);
    }

    @Test
    void foldersOfWhatIsMadeOrFetchedAreLeftOutUnlessTheyAreNamed() {
        for (var folder : List.of(
                "node_modules",
                "bower_components",
                ".venv",
                "__pycache__",
                ".gradle",
                ".tox",
                "vendor",
                "target",
                "build",
                "dist")) {
            assertThat(reason(Selection.of(null, null), "a/" + folder + "/b/c")).isEqualTo(Reason.IGNORED);
            assertThat(reason(Selection.of(List.of(folder + "/**/c", "d"), null), folder + "/b/c"))
                    .isNull();
            assertThat(reason(Selection.of(null, null), "a/" + folder)).isNull();
        }
        assertThat(reason(Selection.of(List.of("**"), null), "build/a")).isEqualTo(Reason.IGNORED);
    }

    @Test
    void belowSrcTheyMayBePackages() {
        assertThat(reason(Selection.of(null, null), "a/src/main/java/x/build/A.java"))
                .isNull();
        assertThat(reason(Selection.of(null, null), "src/node_modules/a.js")).isEqualTo(Reason.IGNORED);
        assertThat(reason(Selection.of(null, null), "build/src/a.c")).isEqualTo(Reason.IGNORED);
    }

    @Test
    void brokenPatternsAreToldWithTheirPlaces() {
        assertThat(Selection.violations(
                        List.of("ok", " ", "[a", "{a", "a}", "!a", "a//b", "a/../b", "a\\"),
                        List.of("a\u0000b", "{a,{b}}", "[b-a]", "[[:alpha:]]", "x".repeat(501), "{a,b}".repeat(7))))
                .containsExactly(
                        new Violation("/include/1", "must not be blank"),
                        new Violation("/include/2", "has a [ without its ]"),
                        new Violation("/include/3", "has a { without its }"),
                        new Violation("/include/4", "has a } without its {"),
                        new Violation("/include/5", "must not begin with !: there are include and exclude"),
                        new Violation("/include/6", "has nothing between two slashes"),
                        new Violation("/include/7", "must not have . or .. between slashes"),
                        new Violation("/include/8", "ends with a backslash"),
                        new Violation("/exclude/0", "must have no control characters"),
                        new Violation("/exclude/1", "has braces in braces, which are not known"),
                        new Violation("/exclude/2", "has a range that goes backwards"),
                        new Violation("/exclude/3", "has a class such as [:alpha:], which are not known"),
                        new Violation("/exclude/4", "must have at most 500 characters"),
                        new Violation("/exclude/5", "stands for more than 64 patterns"));
        assertThat(Selection.violations(Collections.nCopies(101, "a"), null))
                .containsExactly(new Violation("/include", "must have at most 100 patterns"));
        assertThat(Selection.violations(null, null)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Selection.of(List.of("["), null));
    }

    /** With a pattern that goes back to each of its stars this would not end. */
    @Test
    void noPatternTakesLong() {
        assertThat(includes("*a".repeat(200) + "b", "a".repeat(900))).isFalse();
        assertThat(includes("**/a/".repeat(90) + "b", "a/".repeat(450) + "c")).isFalse();
    }

    @Test
    void ignoreFilesHoldAsWithGit() {
        var ignores = new Ignores();
        ignores.add("", "# none\n*.log\n!keep.log\n/top\nout/\n\\#hash\ntrail  \nsp\\ \ndoc/*.txt\n[bad\n");
        ignores.add("a", "!x.log\nlocal\n/only\n");
        ignores.add("out", "!b\n");

        assertThat(ignored(
                        ignores,
                        "x.log",
                        "a/y.log",
                        "b/c/x.log",
                        "top",
                        "out/b",
                        "c/out/d/e",
                        "#hash",
                        "trail",
                        "sp ",
                        "doc/a.txt",
                        "a/local",
                        "a/b/local/c",
                        "a/only"))
                .containsOnly(Reason.IGNORED);
        assertThat(ignored(
                        ignores,
                        "keep.log",
                        "b/keep.log",
                        "a/x.log",
                        "a/b/x.log",
                        "b/top",
                        "out",
                        "sp",
                        "doc/a/b.txt",
                        "local",
                        "a/b/only",
                        "# none",
                        "[bad"))
                .containsOnlyNulls();
    }

    private static List<@Nullable Reason> ignored(Ignores ignores, String... paths) {
        return Arrays.stream(paths)
                .map(path -> Selection.of(null, null).reason(path, ignores))
                .toList();
    }

    private static @Nullable Reason reason(Selection selection, String path) {
        return selection.reason(path, new Ignores());
    }

    private static boolean includes(String pattern, String path) {
        return reason(Selection.of(List.of(pattern), null), path) == null;
    }
}
