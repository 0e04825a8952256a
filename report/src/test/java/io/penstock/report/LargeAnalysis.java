package io.penstock.report;

import io.penstock.catalog.ai.Severity;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.ComparedFiles;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files made while they are asked for, the same each time. */
public final class LargeAnalysis {

    private static final List<String> RULES = List.of(
            "pmd/EmptyCatchBlock",
            "pmd/CloseResource",
            "pmd/UnusedLocalVariable",
            "pmd/SystemPrintln",
            "pmd/HardCodedCryptoKey",
            "java/empty-catch",
            "java/sql-by-concatenation",
            "java/weak-hash",
            "java/long-function",
            "java/complex-function",
            "secret/assigned",
            "secret/aws-key",
            "todo/todo",
            "todo/fixme");

    private static final List<Severity> SEVERITIES = List.of(
            Severity.MEDIUM,
            Severity.MEDIUM,
            Severity.LOW,
            Severity.INFO,
            Severity.HIGH,
            Severity.MEDIUM,
            Severity.HIGH,
            Severity.MEDIUM,
            Severity.LOW,
            Severity.LOW,
            Severity.HIGH,
            Severity.CRITICAL,
            Severity.INFO,
            Severity.LOW);

    private static final List<String> PACKAGES =
            List.of("wheel", "stone", "grain", "flour", "sluice", "gate", "ledger");

    private LargeAnalysis() {}

    public static ComparedFiles of(int files, int findingsEach) {
        return () -> IntStream.range(0, files).boxed().flatMap(nr -> file(nr, findingsEach));
    }

    private static Stream<ComparedFile> file(int nr, int findings) {
        var path =
                "src/main/java/mill/%s/Part%05d.java".formatted(PACKAGES.get(nr * PACKAGES.size() / 100_000 % 7), nr);
        var now = analyzed(path, nr, findings, 0);
        return Stream.of(
                switch (nr % 10) {
                    case 0 -> now.added();
                    case 1 -> now.gone();
                    case 2 -> now.after(analyzed(path, nr, findings, 2));
                    case 3 -> now.failed("pmd", "too_slow").after(analyzed(path, nr, findings + 2, 0));
                    default -> now.kept();
                });
    }

    private static Analyzed analyzed(String path, int nr, int findings, int other) {
        var random = new Random(nr);
        var file = Analyzed.file(path).text(path + other).lines(40 + random.nextInt(600));
        for (int at = 0; at < findings; at++) {
            int rule = random.nextInt(RULES.size() + 20) % RULES.size();
            rule = rule == 11 && nr % 7 != 0 ? 12 : rule;
            file.finding(
                    RULES.get(rule),
                    SEVERITIES.get(rule),
                    "%08x%08x%08x%08x".formatted(nr, at, rule, at < other ? other : 0),
                    "Something that " + RULES.get(rule)
                            + " has to say of this line, at some length, so that it is as long as usual.");
        }
        for (int at = 0; at < 12; at++) {
            file.function("grind" + at, 1 + (int) Math.abs(random.nextGaussian() * 6));
        }
        for (int at = 0; at < 20; at++) {
            file.passage(nr % 9 == 0 ? 1000 + at : random.nextLong(), at * 8 + 1, at * 8 + 12);
        }
        return file;
    }
}
