package io.penstock.db.analysis;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.AnalysisRuns.Taken;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.SetClock;
import io.penstock.db.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Analyses of a tenant, by a clock that the test sets. */
final class TestAnalyses implements AutoCloseable {

    private static final String REQUEST = """
            {"source": {"git": "https://a.example/b"}}""";

    final SetClock clock;
    final Tenants tenants;
    final int tenant;
    final List<Analysis> ended = new ArrayList<>();
    final Analyses analyses;
    final AnalysisRuns runs;
    final Inventory inventory;
    final AnalysisResults results;

    TestAnalyses(TestDatabase test) {
        this.clock = SetClock.of(test);
        this.tenants = new Tenants(test.jdbi());
        this.tenant = tenants.named("acme").id();
        var jdbi = clock.database().jdbi();
        this.analyses = new Analyses(jdbi);
        this.runs = new AnalysisRuns(jdbi, (handle, analysis) -> ended.add(analysis));
        this.inventory = new Inventory(jdbi);
        this.results = new AnalysisResults(jdbi);
    }

    NewAnalysis asked(int of) {
        return asked(of, "b");
    }

    private static NewAnalysis asked(int of, String name) {
        return new NewAnalysis(AnalysisId.next(), of, name, REQUEST, null, Map.of("k", "v"));
    }

    AnalysisId create() {
        return create(tenant);
    }

    AnalysisId create(int of) {
        return create(of, "b");
    }

    AnalysisId create(int of, String name) {
        var asked = asked(of, name);
        analyses.create(asked, null);
        return asked.id();
    }

    Analysis find(AnalysisId id) {
        return analyses.find(tenant, id).orElseThrow();
    }

    /** The one that is next. */
    Taken take() {
        return runs.take(1).getFirst();
    }

    static NewFile file(int nr, String path, String text) {
        return new NewFile(
                nr,
                path,
                "java",
                Sha256.of(text),
                text.length(),
                Sha256.of("form " + text),
                key("form " + text),
                keyToday(Sha256.of("form " + text)));
    }

    private static byte[] key(String form) {
        return key(Sha256.of(form));
    }

    /** As the analyzers of the test's version have it. */
    static byte[] key(byte[] form) {
        return Sha256.of("version 1 " + HexFormat.of().formatHex(form));
    }

    static byte[] keyToday(byte[] form) {
        return Sha256.of("today " + HexFormat.of().formatHex(key(form)));
    }

    static AnalyzedFile found(String path, String message) {
        var finding = new Finding("pmd/A", Severity.LOW, message, 1, 1, 1, 2, message);
        return new AnalyzedFile(path, "java", "0".repeat(64), List.of(finding), 0, null, List.of(), List.of());
    }

    @Override
    public void close() {
        clock.close();
    }
}
