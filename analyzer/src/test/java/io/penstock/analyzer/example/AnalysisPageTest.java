package io.penstock.analyzer.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.analyzer.Settings;
import io.penstock.analyzer.analysis.Analysis;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.analyzer.analysis.Bounds;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The analyzer on the page is this one, and works. */
class AnalysisPageTest {

    @Test
    void theClassOnThePageIsTheOneThatIsTested() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "analysis.md"));
        var source = Files.readString(Path.of("src/test/java/io/penstock/analyzer/example/LongLines.java"));

        assertThat(squeezed(page)).contains(squeezed(source.substring(source.indexOf("public final class"))));
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void itFindsLongLines() throws Exception {
        var analysis = new Analysis(new Analyzers(List.of(new LongLines())), Bounds.USUAL);
        var file = SourceFile.of("A.java", null, "short\n" + "a".repeat(151) + "\n");

        assertThat(analysis.look(file, "00", Settings.USUAL).findings())
                .extracting(Finding::line, Finding::column, Finding::message)
                .containsExactly(tuple(2, 151, "The line has 151 characters."));
    }
}
