package io.penstock.report.html;

import io.penstock.catalog.ai.Severity;
import io.penstock.report.compare.Counts;
import io.penstock.report.summary.Score;
import io.penstock.report.summary.Summary;
import io.penstock.report.summary.Summary.ByLanguage;
import io.penstock.report.summary.Summary.Complexities;
import io.penstock.report.summary.Summary.HotSpot;
import io.penstock.report.summary.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures as shapes: widths, places, and a text that says the same. */
final class Charts {

    private static final int MOST_LANGUAGES = 8;
    private static final int TOO_COMPLEX = 16;
    private static final double COLUMN_HEIGHT = 115;
    private static final double FLOOR = 137;
    private static final double COLUMN = 50;

    record Slice(String tone, String share, String offset) {}

    record Row(Severity severity, String count) {}

    record Donut(String description, String sum, List<Slice> slices, List<Row> rows) {}

    record SinceRow(Severity severity, String fresh, String fixed, String freshWidth, String fixedWidth) {}

    record Since(List<SinceRow> rows) {}

    record Language(String language, String files, String lines, String width) {}

    record Column(
            String tone, String x, String y, String height, String middle, String above, String count, String label) {}

    record Histogram(String description, List<Column> columns) {}

    private Charts() {}

    static Donut donut(Counts findings) {
        var rows = Counts.WORST_FIRST.stream()
                .map(severity -> new Row(severity, Words.number(findings.of(severity))))
                .toList();
        var description =
                rows.stream().map(row -> row.count + " " + row.severity).collect(Collectors.joining(", "));
        // The circle begins above and goes on against its offset.
        return new Donut("Findings: " + description, Words.number(findings.all()), slices(findings), rows);
    }

    private static List<Slice> slices(Counts counts) {
        var slices = new ArrayList<Slice>();
        double offset = 0;
        for (var severity : Counts.WORST_FIRST) {
            if (counts.of(severity) > 0) {
                double share = 100.0 * counts.of(severity) / counts.all();
                slices.add(new Slice(severity.toString(), number(share), number(-offset)));
                offset += share;
            }
        }
        return slices;
    }

    /** What the points of its score are for; the rest is for complexity and size. */
    static List<Slice> points(HotSpot hotSpot, long most) {
        var slices = new ArrayList<Slice>();
        double offset = 0;
        for (var severity : Counts.WORST_FIRST) {
            double share = 100.0 * hotSpot.findings().of(severity) * Score.weight(severity) / most;
            if (share > 0) {
                slices.add(new Slice(severity.toString(), number(share), number(offset)));
                offset += share;
            }
        }
        slices.add(new Slice("rest", number(Math.max(0, 100.0 * hotSpot.score() / most - offset)), number(offset)));
        return slices;
    }

    static Since since(Summary.Changes changes) {
        long most = Counts.WORST_FIRST.stream()
                .mapToLong(severity ->
                        Math.max(changes.fresh().of(severity), changes.fixed().of(severity)))
                .max()
                .orElse(0);
        return new Since(Counts.WORST_FIRST.stream()
                .map(severity -> new SinceRow(
                        severity,
                        Words.number(changes.fresh().of(severity)),
                        Words.number(changes.fixed().of(severity)),
                        width(changes.fresh().of(severity), most),
                        width(changes.fixed().of(severity), most)))
                .toList());
    }

    static List<Language> languages(List<ByLanguage> languages) {
        long most = languages.stream().mapToLong(ByLanguage::files).max().orElse(0);
        return languages.stream()
                .limit(MOST_LANGUAGES)
                .map(one -> new Language(
                        one.language(),
                        Words.number(one.files()),
                        one.lines() == 0 ? "–" : Words.number(one.lines()),
                        width(one.files(), most)))
                .toList();
    }

    static Histogram histogram(List<Complexities> complexities) {
        long most =
                complexities.stream().mapToLong(Complexities::functions).max().orElse(0);
        var columns = new ArrayList<Column>();
        for (var one : complexities) {
            double height = most == 0 ? 0 : COLUMN_HEIGHT * one.functions() / most;
            double shown = one.functions() == 0 ? 0 : Math.max(2, height);
            double x = COLUMN * columns.size() + 7;
            columns.add(new Column(
                    one.from() < TOO_COMPLEX ? "plain" : "high",
                    number(x),
                    number(FLOOR - shown),
                    number(shown),
                    number(x + 18),
                    number(FLOOR - shown - 5),
                    Words.number(one.functions()),
                    label(one)));
        }
        var description = complexities.stream()
                .map(one -> Words.number(one.functions()) + " of complexity " + label(one))
                .collect(Collectors.joining(", "));
        return new Histogram("Functions: " + description, columns);
    }

    private static String label(Complexities one) {
        return one.to() == null ? one.from() + "+" : one.from() + "–" + one.to();
    }

    /** Nothing is nothing, and little is seen. */
    static String width(long part, long most) {
        return part == 0 ? "0" : number(Math.max(1.5, 100.0 * part / most));
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
