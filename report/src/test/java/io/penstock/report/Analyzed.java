package io.penstock.report;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.analysis.FunctionMetrics;
import io.penstock.catalog.analysis.Metrics;
import io.penstock.catalog.analysis.Passage;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.catalog.json.Sha256;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.ComparedFiles;
import io.penstock.report.subject.Subject;
import io.penstock.report.subject.Subject.Before;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes files as analyzers return them. */
public final class Analyzed {

    public static final Before BEFORE = new Before(
            "ana_before", "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334", Instant.parse("2026-11-20T08:00:00Z"), "1");

    private final String path;
    private String text = "";
    private final List<Finding> findings = new ArrayList<>();
    private final List<Trouble> errors = new ArrayList<>();
    private final List<FunctionMetrics> functions = new ArrayList<>();
    private final List<Passage> passages = new ArrayList<>();
    private int lines;
    private int leftOut;

    private Analyzed(String path) {
        this.path = path;
    }

    public static Analyzed file(String path) {
        return new Analyzed(path);
    }

    /** What its hash is made of; the path unless given. */
    public Analyzed text(String text) {
        this.text = text;
        return this;
    }

    public Analyzed finding(String rule, Severity severity, String fingerprint) {
        return finding(rule, severity, fingerprint, "What " + rule + " says.");
    }

    public Analyzed finding(String rule, Severity severity, String fingerprint, String message) {
        int line = findings.size() + 1;
        findings.add(new Finding(rule, severity, message, line, 3, line, 9, fingerprint));
        return this;
    }

    public Analyzed failed(String analyzer, String code) {
        errors.add(new Trouble(analyzer, code, "It failed: " + code + "."));
        return this;
    }

    public Analyzed failedAltogether(String code) {
        errors.add(new Trouble(null, code, "It failed: " + code + "."));
        return this;
    }

    public Analyzed leftOut(int count) {
        leftOut = count;
        return this;
    }

    public Analyzed lines(int count) {
        lines = count;
        return this;
    }

    public Analyzed function(String name, int complexity) {
        functions.add(new FunctionMetrics(name, functions.size() * 10 + 1, 9, complexity, 2));
        return this;
    }

    public Analyzed passage(long hash, int start, int end) {
        passages.add(new Passage(HexFormat.of().toHexDigits(hash), start, end));
        return this;
    }

    public AnalyzedFile made() {
        return new AnalyzedFile(
                path,
                "java",
                HexFormat.of().formatHex(Sha256.of(text.isEmpty() ? path : text)),
                List.copyOf(findings),
                leftOut,
                lines == 0 && functions.isEmpty() ? null : metrics(),
                List.copyOf(passages),
                List.copyOf(errors));
    }

    private Metrics metrics() {
        int complexity =
                functions.stream().mapToInt(FunctionMetrics::complexity).sum();
        return new Metrics(lines, lines * 8 / 10, lines / 10, 0, functions.size(), complexity, List.copyOf(functions));
    }

    public ComparedFile added() {
        return new ComparedFile(path, made(), null, false);
    }

    public ComparedFile gone() {
        return new ComparedFile(path, null, made(), false);
    }

    public ComparedFile after(Analyzed before) {
        return new ComparedFile(path, made(), before.made(), false);
    }

    public ComparedFile kept() {
        var file = made();
        return new ComparedFile(path, file, file, true);
    }

    public static ComparedFiles files(ComparedFile... files) {
        return List.of(files)::stream;
    }

    public static Subject alone() {
        return subject(null);
    }

    public static Subject compared() {
        return subject(BEFORE);
    }

    private static Subject subject(@Nullable Before before) {
        return new Subject(
                "ana_now",
                "https://git.example/mill/flour.git",
                "refs/heads/main",
                "9a8b7c6d5e4f30211203f4e5d6c7b8a901122334",
                Instant.parse("2026-11-23T09:00:00Z"),
                Instant.parse("2026-11-23T09:02:07Z"),
                before,
                "1",
                Map.of("binary", 12L, "ignored", 340L),
                new BigDecimal("0.42"));
    }
}
