package io.penstock.analyzer.example;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issues;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.analyzer.source.Span;
import io.penstock.catalog.ai.Severity;

public final class LongLines implements Analyzer {

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public boolean looksAt(Language language) {
        return language.isProgram();
    }

    @Override
    public Found analyze(SourceFile file, Settings settings, Allowance allowance) {
        var issues = new Issues();
        for (int nr = 1; nr <= file.lines(); nr++) {
            allowance.check();
            int length = file.line(nr).length();
            if (length > 150) {
                issues.add(
                        "lines/long",
                        Severity.INFO,
                        "The line has " + length + " characters.",
                        new Span(nr, 151, nr, length + 1));
            }
        }
        return Found.of(issues);
    }
}
