package io.penstock.analyzer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are made to break who reads them: each comes to an end, and the next file is as ever. */
@Timeout(120)
class HostileTest {

    private static final Analyzers ANALYZERS = Analyzers.usual();

    private static final Analysis HASTY =
            new Analysis(ANALYZERS, new Bounds(Duration.ofMillis(300), Duration.ofMinutes(2), 1_000_000, 1));

    private static final Analysis PATIENT =
            new Analysis(ANALYZERS, new Bounds(Duration.ofMinutes(2), Duration.ofMinutes(2), 1_000_000, 1));

    private static final List<String> NAMES = List.of("A.java", "a.py", "a.js", "a.ts", "a.tsx", "a.go");

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.argumentSet("parentheses", "(".repeat(200_000) + ")".repeat(200_000)),
                Arguments.argumentSet(
                        "parentheses in a class",
                        "class A { int a = " + "(".repeat(200_000) + "1" + ")".repeat(200_000) + "; }"),
                Arguments.argumentSet("brackets that are never closed", "[{(".repeat(100_000)),
                Arguments.argumentSet("random bytes", chance(500_000)),
                Arguments.argumentSet("one long line", "a=1;".repeat(249_000)),
                Arguments.argumentSet("a long sum", "class A { int a = 1" + "+a".repeat(200_000) + "; }"),
                Arguments.argumentSet("nested classes", "class A {".repeat(50_000) + "}".repeat(50_000)),
                Arguments.argumentSet(
                        "nested blocks", "class A { void f() {" + "if (a) {".repeat(20_000) + "}".repeat(20_002)),
                Arguments.argumentSet("nested lambdas", "class A { Object a = " + "a -> ".repeat(20_000) + "1; }"),
                Arguments.argumentSet("nested calls with lambdas", nestedCalls()),
                Arguments.argumentSet("nested functions", "x = " + "() => (".repeat(50_000)),
                Arguments.argumentSet("deep indentation", deep()),
                Arguments.argumentSet("generics", "class A { " + "List<".repeat(50_000) + ">".repeat(50_000) + " a; }"),
                Arguments.argumentSet("casts", "class A { Object a = " + "(A) ".repeat(50_000) + "b; }"),
                Arguments.argumentSet("quotes", "\"'`".repeat(100_000)),
                Arguments.argumentSet("half letters", "\uD800\uDC00\uD800 = '\uDFFF';\n".repeat(10_000)),
                Arguments.argumentSet("marks of secrets", "password = \"://a:".repeat(50_000)));
    }

    private static String chance(int bytes) {
        var all = new byte[bytes];
        new Random(7).nextBytes(all);
        return new String(all, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    }

    /** Each level may be taken in two ways, as far as types go. */
    private static String nestedCalls() {
        int depth = 30;
        return "import java.util.Optional; class A { Object f(Optional<String> o) { return "
                + "o.map(a -> o.flatMap(b -> ".repeat(depth) + "o" + "))".repeat(depth) + "; } }";
    }

    private static String deep() {
        var code = new StringBuilder();
        for (int depth = 0; depth < 1200; depth++) {
            code.append(" ".repeat(depth)).append("if a:\n");
        }
        return code.toString();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileFailsAlone(String text) throws Exception {
        for (var name : NAMES) {
            assertThat(look(HASTY, name, text).errors())
                    .extracting(Trouble::code)
                    .isSubsetOf(EXPECTED);
        }
        assertThat(look(PATIENT, "b.py", "eval(a)\n").findings()).hasSize(1);
        assertThat(look(PATIENT, "B.java", "class B { void f() { try { g(); } catch (Exception e) { } } }")
                        .findings())
                .hasSize(2);
    }

    private static AnalyzedFile look(Analysis analysis, String name, String text) throws Exception {
        return analysis.look(SourceFile.of(name, null, text), "00", Settings.USUAL);
    }

    /** Neither that the memory is full nor that something broke. */
    private static final Set<String> EXPECTED = Set.of("too_slow", "too_deep", "not_parsed");
}
