package io.penstock.analyzer.syntax;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Issue;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.FunctionMetrics;
import io.penstock.catalog.analysis.Metrics;
import io.penstock.catalog.analysis.Thresholds;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Each of these was counted by hand. */
class MetricsTest {

    private static final Allowance AMPLE = Allowance.of(Duration.ofMinutes(1));

    private static Metrics measure(String path, String text) {
        return requireNonNull(new Syntax()
                .analyze(SourceFile.of(path, null, text), Settings.USUAL, AMPLE)
                .metrics());
    }

    private static AbstractListAssert<?, ?, Tuple, ?> assertThatFunctions(Metrics metrics) {
        return assertThat(metrics.functions())
                .extracting(
                        FunctionMetrics::name,
                        FunctionMetrics::line,
                        FunctionMetrics::lines,
                        FunctionMetrics::complexity,
                        FunctionMetrics::nesting);
    }

    @Test
    void java() {
        var metrics = measure("Mill.java", """
                /** A mill. */
                class Mill {

                    private int grain; // in sacks

                    Mill() {}

                    int grind(int sacks, boolean fine) {
                        if (sacks < 0 || sacks > grain) {
                            return 0;
                        } else if (fine) {
                            for (int i = 0; i < sacks; i++) {
                                while (stone.turns() && i % 2 == 0) {
                                    sieve();
                                }
                            }
                        } else {
                            Runnable r = () -> { if (fine) stop(); };
                        }
                        try {
                            pour();
                        } catch (IOException e) {
                            return switch (sacks) {
                                case 1, 2 -> 1;
                                case 3 -> 2;
                                default -> fine ? 3 : 4;
                            };
                        }
                        return sacks;
                    }
                }
                """);

        // 1, if, ||, if, for, while, &&, if in the lambda, catch, two cases, ?:
        assertThatFunctions(metrics).containsExactly(tuple("Mill", 6, 1, 1, 0), tuple("grind", 8, 23, 12, 3));
        assertThat(metrics.lines()).isEqualTo(31);
        assertThat(metrics.codeLines()).isEqualTo(27);
        assertThat(metrics.commentLines()).isEqualTo(2);
        assertThat(metrics.complexity()).isEqualTo(13);
        assertThat(metrics.functionCount()).isEqualTo(2);
        assertThat(metrics.syntaxErrors()).isZero();
    }

    @Test
    void python() {
        var metrics = measure("mill.py", """
                # A mill.
                class Mill:
                    def grind(self, sacks, fine=False):
                        \"""Grinds.

                        All of them.\"""
                        if sacks < 0 or sacks > self.grain:
                            return 0
                        elif fine and self.sieve:
                            for sack in [s for s in sacks if s.full]:
                                while sack:
                                    with self.stone:
                                        sack.pour()
                        try:
                            return 1 if fine else 2
                        except OSError:
                            pass

                        def inner():
                            match sacks:
                                case 1:
                                    return 1
                                case 2:
                                    return 2
                        return inner
                """);

        // 1, if, or, elif, and, for, for in the list, if in the list, while, ?:, except
        assertThatFunctions(metrics).containsExactly(tuple("grind", 3, 23, 11, 4), tuple("inner", 19, 6, 3, 1));
        assertThat(metrics.lines()).isEqualTo(25);
        assertThat(metrics.codeLines()).isEqualTo(23);
        assertThat(metrics.commentLines()).isEqualTo(1);
    }

    @Test
    void javascript() {
        var metrics = measure("mill.js", JAVASCRIPT);

        assertThatFunctions(metrics)
                .containsExactly(
                        tuple("grind", 1, 16, 8, 2),
                        tuple("(anonymous)", 6, 1, 2, 0),
                        tuple("pour", 18, 1, 2, 0),
                        tuple("turn", 21, 3, 1, 0),
                        tuple("stop", 24, 1, 1, 0));
        assertThat(metrics.lines()).isEqualTo(25);
        assertThat(metrics.codeLines()).isEqualTo(23);
    }

    private static final String JAVASCRIPT = """
            function grind(sacks, fine) {
              if (!sacks) {
                return 0;
              } else if (fine) {
                for (const sack of sacks) {
                  sack.pieces.map((p) => p ? 1 : 2);
                }
              } else if (sacks.length > 1 && !fine) {
                do { turn(); } while (busy);
              }
              switch (sacks) {
                case 1: return 1;
                default: return 2;
              }
              return 3;
            }

            const pour = (a, b) => a ?? b;

            class Mill {
              turn() {
                this.x = 1;
              }
              stop = () => {};
            }
            """;

    @Test
    void typescriptIsMeasuredAlike() {
        var metrics = measure("mill.ts", JAVASCRIPT);

        assertThatFunctions(metrics)
                .containsExactlyElementsOf(measure("mill.js", JAVASCRIPT).functions().stream()
                        .map(f -> tuple(f.name(), f.line(), f.lines(), f.complexity(), f.nesting()))
                        .toList());
        assertThatFunctions(measure("mill.ts", "function f<T>(a: T, b?: T): T { return a || b!; }"))
                .containsExactly(tuple("f", 1, 1, 2, 0));
        assertThatFunctions(measure("mill.tsx", "const F = (p: P) => p.a ? <b>{p.a}</b> : null;"))
                .containsExactly(tuple("F", 1, 1, 2, 0));
    }

    @Test
    void go() {
        var metrics = measure("mill.go", """
                package mill

                func (m *Mill) Grind(sacks []Sack, fine bool) int {
                	if len(sacks) == 0 || m.stone == nil {
                		return 0
                	} else if fine {
                		for _, sack := range sacks {
                			if sack.Full() && fine {
                				sack.Pour()
                			}
                		}
                	}
                	switch len(sacks) {
                	case 1:
                		return 1
                	case 2, 3:
                		return 2
                	default:
                		return 3
                	}
                }

                func wait(c chan int) {
                	go func() {
                		select {
                		case <-c:
                		}
                	}()
                }
                """);

        // 1, if, ||, if, for, if, &&, two cases
        assertThatFunctions(metrics).containsExactly(tuple("Grind", 3, 19, 9, 3), tuple("wait", 23, 7, 2, 1));
        assertThat(metrics.lines()).isEqualTo(29);
        assertThat(metrics.codeLines()).isEqualTo(27);
    }

    @Test
    void whatCannotBeParsedIsCountedAndTheRestIsMeasured() {
        var found = new Syntax()
                .analyze(SourceFile.of("mill.py", null, "def f():\n    return 1\n\nx = = 2\n"), Settings.USUAL, AMPLE);

        var metrics = requireNonNull(found.metrics());
        assertThat(metrics.syntaxErrors()).isEqualTo(1);
        assertThat(metrics.functions()).extracting(FunctionMetrics::name).containsExactly("f");
        assertThat(found.issues())
                .extracting(Issue::rule, issue -> issue.span().line())
                .containsExactly(tuple("python/syntax-error", 4));
    }

    @Test
    void functionsBeyondTheThresholdsAreFound() {
        var low = new Settings(Set.of(), Set.of(), Map.of(), new Thresholds(2, 1, 1), Set.of());
        var code = "def f(a):\n    if a:\n        if a:\n            g()\n";

        var found = new Syntax().analyze(SourceFile.of("a.py", null, code), low, AMPLE);

        assertThat(found.issues())
                .extracting(Issue::rule, Issue::message)
                .containsExactly(
                        tuple("python/long-function", "f has 4 lines, more than 2."),
                        tuple("python/complex-function", "f has a complexity of 3, more than 1."),
                        tuple("python/deep-nesting", "f is nested 2 deep, more than 1."));
    }

    @Test
    void columnsCountLettersAndNotBytes() {
        var found = new Syntax().analyze(SourceFile.of("a.js", null, "s = 'äö😀'; eval(s);"), Settings.USUAL, AMPLE);

        assertThat(found.issues())
                .extracting(
                        issue -> issue.span().column(), issue -> issue.span().endColumn())
                .containsExactly(tuple(13, 20));
    }
}
