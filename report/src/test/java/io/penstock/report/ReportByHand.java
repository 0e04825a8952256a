package io.penstock.report;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.FailOn;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the reports of a large analysis into a folder, to be looked at: folder, files, findings of each. */
final class ReportByHand {

    private ReportByHand() {}

    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        long begin = System.nanoTime();
        var report = Report.of(
                Analyzed.compared(),
                LargeAnalysis.of(Integer.parseInt(args[1]), Integer.parseInt(args[2])),
                List.of(new FailOn(Severity.HIGH, true, 0), new FailOn(Severity.CRITICAL, false, 100_000)));
        tell("summary", begin);
        try (var json = new BufferedOutputStream(Files.newOutputStream(folder.resolve("report.json")));
                var sarif = new BufferedOutputStream(Files.newOutputStream(folder.resolve("report.sarif")));
                var html = new BufferedOutputStream(Files.newOutputStream(folder.resolve("report.html")))) {
            begin = System.nanoTime();
            report.writeJson(json);
            tell("json", begin);
            begin = System.nanoTime();
            report.writeSarif(sarif, true);
            tell("sarif", begin);
            begin = System.nanoTime();
            report.writeHtml(html);
            tell("html", begin);
        }
    }

    private static void tell(String what, long begin) {
        System.out.printf("%s: %,d ms%n", what, (System.nanoTime() - begin) / 1_000_000);
    }
}
