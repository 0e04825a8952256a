package io.penstock.report.html;

import io.penstock.catalog.json.Json;
import io.penstock.report.compare.Changes;
import io.penstock.report.compare.Counts;
import io.penstock.report.compare.Judged;
import io.penstock.report.compare.Status;
import io.penstock.report.compare.Worst;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.summary.Results;
import io.penstock.report.summary.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The findings as JSON inside of the page, for its script. */
final class ListedFindings {

    /** Of what is fixed, when there is much of both. */
    private static final int MOST_FIXED = 1000;

    private static final int LONGEST_MESSAGE = 240;

    /** Only paths that are all very long come near it. */
    private static final int MOST_BYTES = 4_000_000;

    private final Results results;
    private final Worst present;
    private final Worst fixed;
    private long written;
    private long leftOut;

    ListedFindings(Results results, int most) {
        this.results = results;
        var changes = results.summary().changes();
        var fixedCounts = changes == null ? Counts.NONE : changes.fixed();
        long roomForFixed = Math.min(Math.min(MOST_FIXED, most / 5), fixedCounts.all());
        this.present = new Worst(results.summary().findings(), most - roomForFixed);
        this.fixed = new Worst(fixedCounts, roomForFixed);
        this.leftOut = present.leftOut() + fixed.leftOut();
    }

    void write(Writer out) throws IOException {
        out.write("{\"compared\":" + (results.summary().changes() != null) + ",\"files\":[");
        results.each((file, changes) -> write(file, changes, out));
        out.write("],\"left_out\":" + leftOut + "}");
    }

    private void write(ComparedFile file, Changes changes, Writer out) {
        var findings = new ArrayList<List<Object>>();
        changes.present().stream()
                .filter(judged -> present.takes(judged.finding().severity()))
                .forEach(judged -> findings.add(finding(judged)));
        changes.gone().stream()
                .filter(judged -> judged.status() == Status.FIXED
                        && fixed.takes(judged.finding().severity()))
                .forEach(judged -> findings.add(finding(judged)));
        if (!findings.isEmpty()) {
            write(Json.write(List.of(file.path(), findings)), findings.size(), out);
        }
    }

    /** A script element ends where a less-than sign and a slash are, in JSON too. */
    private void write(String json, int findings, Writer out) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        if (written + length > MOST_BYTES) {
            leftOut += findings;
            return;
        }
        try {
            out.write(written == 0 ? "" : ",");
            out.write(Visible.of(json).replace("<", "\\u003c"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        written += length;
    }

    private static List<Object> finding(Judged judged) {
        var finding = judged.finding();
        var status = judged.status();
        return List.of(
                finding.rule(),
                finding.severity(),
                status == null ? "" : status,
                finding.line(),
                finding.column(),
                Words.cut(finding.message(), LONGEST_MESSAGE));
    }
}
