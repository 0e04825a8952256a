package io.penstock.api.analysis;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.analysis.FindingView.Filter;
import io.penstock.api.artifact.Downloads;
import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.catalog.ai.Severity;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.Analysis.Reports;
import io.penstock.db.analysis.AnalysisResults;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What analyses have found: while they run file by file, and afterwards as reports. */
@RestController
public final class AnalysisResultController {

    private static final String PATH = "path";
    private static final Set<String> OF_FILES = Set.of("page_size", "page_token", PATH);
    private static final Set<String> OF_FINDINGS = Set.of("page_size", "page_token", PATH, "severity", "rule");

    /** So many files are looked through for a page of findings; few may have any. */
    private static final int WINDOW = 2000;

    private static final int AT_ONCE = 200;

    private final Analyses analyses;
    private final AnalysisResults results;
    private final Downloads downloads;

    public AnalysisResultController(Analyses analyses, AnalysisResults results, Downloads downloads) {
        this.analyses = analyses;
        this.results = results;
        this.downloads = downloads;
    }

    @GetMapping(path = "/v1/analyses/{id}/files", produces = APPLICATION_JSON_VALUE)
    public Page<FileView> files(Caller caller, @PathVariable String id, Query query) {
        var path = query.knowing(OF_FILES).one(PATH);
        var analysis = find(caller, id);
        int size = Paging.size(query.one("page_size"));
        var found = results.page(analysis.id(), after(query), path, size + 1);
        return Page.of(found, size, row -> String.valueOf(row.nr())).map(FileView::of);
    }

    /** A page ends with a file, so it may be short, or a little long, and still have a next one. */
    @GetMapping(path = "/v1/analyses/{id}/findings", produces = APPLICATION_JSON_VALUE)
    public Page<FindingView> findings(Caller caller, @PathVariable String id, Query query) {
        var filter = filter(query.knowing(OF_FINDINGS));
        var analysis = find(caller, id);
        int size = Paging.size(query.one("page_size"));
        int after = after(query);
        int last = after + WINDOW;
        var found = new ArrayList<FindingView>();
        while (found.size() < size && after < last) {
            var rows = results.page(analysis.id(), after, query.one(PATH), AT_ONCE);
            for (var row : rows) {
                after = row.nr();
                if (row.result() != null) {
                    FindingView.of(row.result(), filter).forEach(found::add);
                }
                if (found.size() >= size) {
                    break;
                }
            }
            if (rows.size() < AT_ONCE && found.size() < size) {
                return Page.of(found);
            }
        }
        return new Page<>(found, String.valueOf(after));
    }

    private static int after(Query query) {
        var token = query.one("page_token");
        if (token == null) {
            return 0;
        }
        if (!token.matches("\\d{1,9}")) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        return Integer.parseInt(token);
    }

    private static Filter filter(Query query) {
        return new Filter(
                query.all("severity").stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .map(AnalysisResultController::severity)
                        .collect(Collectors.toSet()),
                query.one("rule"));
    }

    private static Severity severity(String label) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.toString().equals(label))
                .findFirst()
                .orElseThrow(() -> Query.refused(
                        "severity",
                        "must be one of "
                                + Arrays.stream(Severity.values())
                                        .map(Severity::toString)
                                        .collect(Collectors.joining(", "))));
    }

    @GetMapping(path = "/v1/analyses/{id}/report.json")
    public void json(Caller caller, @PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        downloads.send(caller, reports(caller, id).json(), request, response);
    }

    @GetMapping(path = "/v1/analyses/{id}/report.sarif")
    public void sarif(Caller caller, @PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        downloads.send(caller, reports(caller, id).sarif(), request, response);
    }

    @GetMapping(path = "/v1/analyses/{id}/report.html")
    public void html(Caller caller, @PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        downloads.send(caller, reports(caller, id).html(), request, response);
    }

    private Reports reports(Caller caller, String id) {
        var analysis = find(caller, id);
        var reports = analysis.reports();
        if (reports == null) {
            throw new Refusal(Problem.of(
                    409,
                    "no_report",
                    "There is no report",
                    analysis.state().isEnd()
                            ? "The analysis has " + analysis.state().label() + "."
                            : "The analysis has not ended. What it has found so far is at /v1/analyses/" + id
                                    + "/findings."));
        }
        return reports;
    }

    private Analysis find(Caller caller, String text) {
        var id = NoSuchAnalysis.unlessId(text);
        return analyses.find(caller.tenantId(), id).orElseThrow(() -> NoSuchAnalysis.of(id));
    }
}
