package io.penstock.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.client.command.Client;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PenstockTest {

    private final StringWriter said = new StringWriter();

    private int penstock(String... arguments) {
        return Penstock.line().setOut(new PrintWriter(said)).execute(arguments);
    }

    @Test
    void theHelpListsEachCommandOnceInItsGroup() {
        assertThat(penstock("--help")).isZero();

        var help = said.toString();
        assertThat(help).contains("Try it, on this machine:", "Use a server:", "Run it:", "And:");
        for (var command : Penstock.line().getSubcommands().keySet()) {
            assertThat(help).as(command).containsOnlyOnce("\n  " + command + " ");
        }
        assertThat(help.indexOf("\n  jobs ")).isBetween(help.indexOf("Use a server:"), help.indexOf("Run it:"));
        assertThat(Penstock.line().getSubcommands().keySet()).containsAll(Client.nouns());
    }

    @Test
    void theLauncherKnowsWhatCallsAServer() throws Exception {
        assertThat(Files.readString(Path.of("..", "penstock")))
                .contains("\n  " + String.join(" | ", Client.nouns()) + ")\n");
    }

    @Test
    void bashCompletesCommandsAndOptions(@TempDir Path folder) throws Exception {
        assertThat(penstock("completion", "bash")).isZero();
        var script = Files.writeString(folder.resolve("completion"), said.toString());

        assertThat(completed(script, "jobs", "li")).isEqualTo("list");
        assertThat(completed(script, "jobs", "submit", "--idem")).isEqualTo("--idempotency-key");
        assertThat(completed(script, "work")).isEqualTo("worker workers");
        assertThat(completed(script, "workers", "g")).isEqualTo("get");
    }

    private static String completed(Path script, String... words) throws Exception {
        var line = "penstock " + String.join(" ", words);
        var process = new ProcessBuilder("bash", "-c", """
                        source "$1"; COMP_LINE=$2; COMP_POINT=${#2}; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                        _complete_penstock 2>/dev/null; echo "${COMPREPLY[*]}"
                        """, "bash", script.toString(), line)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
