package io.penstock.report;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.analysis.FailOn;
import io.penstock.report.html.HtmlReport;
import io.penstock.report.json.JsonReport;
import io.penstock.report.sarif.SarifReport;
import io.penstock.report.subject.ComparedFiles;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Results;
import io.penstock.report.summary.Summary;
import java.io.OutputStream;
import java.util.List;

/** What is told of one analysis. The files are gone through for the summary and again for each report; the streams stay open. */
public final class Report {

    private final Results results;

    private Report(Results results) {
        this.results = results;
    }

    public static Report of(Subject subject, ComparedFiles files, List<FailOn> failOn) {
        return new Report(Results.of(subject, files, failOn, Analyzers.usual()));
    }

    public Summary summary() {
        return results.summary();
    }

    public void writeJson(OutputStream to) {
        JsonReport.write(results, to);
    }

    /** @param withFixed whether it has what is no longer there too, as {@code absent}: not for a tool that takes each result for one that is there */
    public void writeSarif(OutputStream to, boolean withFixed) {
        SarifReport.write(results, withFixed, to);
    }

    public void writeHtml(OutputStream to) {
        HtmlReport.write(results, to);
    }
}
