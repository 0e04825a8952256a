package io.penstock.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.client.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is said before anything is sent. */
class ClientTest {

    private static final String NOBODY = "http://127.0.0.1:1";
    private static final Terminal TYPED_AT = new Terminal(true, false, false, Integer.MAX_VALUE, "");

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        return run(Terminal.NONE, "", arguments);
    }

    private int run(Terminal terminal, String typed, String... arguments) {
        said.getBuffer().setLength(0);
        var surroundings = new Surroundings(
                Map.of("PENSTOCK_URL", NOBODY, "PENSTOCK_API_KEY", "key-4711", "HOME", folder.toString()),
                folder,
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                terminal,
                Clock.systemUTC());
        return Client.line(arguments[0], surroundings)
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(arguments);
    }

    @Test
    void aServerThatIsNotThereEndsWith4AndNoKeyIsShown() {
        assertThat(run("jobs", "list")).isEqualTo(4);
        assertThat(said.toString()).contains(NOBODY, "no connection").doesNotContain("4711");
    }

    @Test
    void wrongUseIsRefusedInASentence() {
        assertThat(run("jobs")).isEqualTo(2);
        assertThat(run("jobs", "swallow", "job_1")).isEqualTo(2);
        assertThat(run("jobs", "get")).isEqualTo(2);
        assertThat(run("jobs", "list", "--limit", "0")).isEqualTo(2);
        assertThat(said.toString()).contains("--limit must be 1 or more");
        assertThat(run("jobs", "list", "--limit", "1", "--all")).isEqualTo(2);
        assertThat(run("jobs", "list", "--created-after", "soon")).isEqualTo(2);
        assertThat(said.toString()).contains("soon is no time", "2h for two hours ago");
        assertThat(run("jobs", "submit", "probe", "--payload", "{\"a\": }")).isEqualTo(2);
        assertThat(said.toString()).contains("--payload is not well-formed JSON at line 1, column");
        assertThat(run("jobs", "submit", "probe", "--payload", "nowhere.json")).isEqualTo(2);
        assertThat(said.toString()).contains("there is no file nowhere.json");
        assertThat(run("jobs", "submit", "probe", "--wait", "soon")).isEqualTo(2);
        assertThat(said.toString()).contains("soon is no length of time");
        assertThat(run("schedules", "preview")).isEqualTo(2);
        assertThat(said.toString()).contains("--cron or --every");
        assertThat(run("limits", "set", "a", "--rate", "many")).isEqualTo(2);
        assertThat(said.toString()).contains("--rate is a number and a time, such as 100/1m");
        assertThat(run("limits", "open", "a", "--reason", "für alle")).isEqualTo(2);
        assertThat(said.toString()).contains("plain ASCII");
    }

    @Test
    void whatCannotBeUndoneAsksFirst() {
        for (var dangerous :
                new String[][] {{"keys", "revoke", "key_1"}, {"limits", "delete", "a"}, {"schedules", "delete", "a"}}) {
            assertThat(run(dangerous)).isEqualTo(2);
            assertThat(said.toString()).contains("add --yes");
            assertThat(run(TYPED_AT, "n\n", dangerous)).isEqualTo(2);
            assertThat(said.toString()).contains("[y/N]", "Nothing was done");
            assertThat(run(TYPED_AT, "", dangerous)).isEqualTo(2);
            assertThat(run(TYPED_AT, "y\n", dangerous)).as("it is sent").isEqualTo(4);
            assertThat(run(dangerous[0], dangerous[1], dangerous[2], "--yes")).isEqualTo(4);
        }
    }

    @Test
    void theHelpOfEachSaysWhereTheServerIsFoundAndHowItEnds() {
        for (var noun : Client.nouns()) {
            assertThat(run(noun, "--help")).as(noun).isZero();
            assertThat(said.toString()).contains("Commands:", "PENSTOCK_API_KEY", "Exit codes:");
        }
        assertThat(run("jobs", "submit", "--help")).isZero();
        assertThat(said.toString()).contains("--payload=FILE|-|JSON", "--profile", "Exit codes:");
    }
}
