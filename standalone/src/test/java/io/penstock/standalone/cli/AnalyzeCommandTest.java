package io.penstock.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.client.terminal.Stop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is wrong is said before anything begins. */
class AnalyzeCommandTest {

    private static final String NOBODY = "http://127.0.0.1:1";

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int analyze(Object... arguments) {
        return analyze(Map.of("PENSTOCK_URL", NOBODY, "PENSTOCK_API_KEY", "key-4711"), arguments);
    }

    private int analyze(Map<String, String> environment, Object... arguments) {
        said.getBuffer().setLength(0);
        var all = new ArrayList<String>();
        for (var argument : arguments) {
            all.add(argument.toString());
        }
        return new CommandLine(new AnalyzeCommand(environment, err -> new Stop()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void wrongUseIsRefusedInASentence() throws Exception {
        var file = Files.writeString(folder.resolve("a.py"), "a = 1");
        assertThat(analyze(folder, "--fail-on", "awful")).isEqualTo(2);
        assertThat(said.toString()).contains("awful is no severity", "info, low, medium, high, critical");
        assertThat(analyze(folder.resolve("nowhere"))).isEqualTo(2);
        assertThat(said.toString()).contains("There is no folder", "nowhere");
        assertThat(analyze(file)).isEqualTo(2);
        assertThat(said.toString()).contains("a.py is no folder");
        assertThat(analyze("git@example.com:a/b.git")).isEqualTo(2);
        assertThat(said.toString()).contains("by http or https");
        assertThat(analyze(folder, "--ref", "main")).isEqualTo(2);
        assertThat(said.toString()).contains("--ref is for a git repository");
        assertThat(analyze(folder, "--new-only")).isEqualTo(2);
        assertThat(said.toString()).contains("--new-only is for --fail-on");
        assertThat(analyze(folder, "--include", "[a")).isEqualTo(2);
        assertThat(said.toString()).contains("--include has a [ without its ]");
        assertThat(analyze(folder, "--analyzer", "crystal-ball")).isEqualTo(2);
        assertThat(said.toString()).contains("There is no analyzer crystal-ball", "pmd");
        assertThat(analyze(folder, "--server", NOBODY, "--data", folder)).isEqualTo(2);
        assertThat(said.toString()).contains("--data is for an analysis without --server");
        assertThat(analyze()).isEqualTo(2);
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedAndNothingIsLeftOfTheOthers() throws Exception {
        Files.writeString(folder.resolve("a.py"), "a = 1");
        assertThat(analyze(folder, "--json", folder.resolve("r.json"), "--html", folder.resolve("nowhere/r.html")))
                .isEqualTo(2);
        assertThat(said.toString()).contains("r.html cannot be written: its folder is not there");
        assertThat(analyze(folder, "--sarif", folder)).isEqualTo(2);
        assertThat(said.toString()).contains("is a folder");
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("a.py");
        }
    }

    @Test
    void aServerThatIsNotThereEndsWith4() throws Exception {
        Files.writeString(folder.resolve("a.py"), "a = 1");
        assertThat(analyze(folder, "--patience", 1)).isEqualTo(4);
        assertThat(said.toString())
                .contains(NOBODY, "no connection", "No analysis is known to have begun")
                .doesNotContain("4711");
    }

    @Test
    void anAddressOrAKeyThatIsNoneIsRefusedAndNotShown() {
        for (var url : List.of("mill", "ftp://mill", "https://me:word-4711@mill", "http://mill?key=4711")) {
            assertThat(analyze(folder, "--server", url)).as(url).isEqualTo(2);
            assertThat(said.toString())
                    .contains("without user, password and query")
                    .doesNotContain("4711");
        }
        assertThat(analyze(folder, "--api-key", "two words-4711")).isEqualTo(2);
        assertThat(said.toString()).contains("is no key").doesNotContain("4711");
        assertThat(analyze(Map.of("PENSTOCK_URL", NOBODY), folder)).isEqualTo(2);
        assertThat(said.toString()).contains("--api-key, PENSTOCK_API_KEY");
    }
}
