package io.penstock.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.client.terminal.Progress.Way;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter said = new StringWriter();

    private Progress progress(Way way) {
        return new Progress(new PrintWriter(said), way);
    }

    @Test
    void onATerminalOneLineIsDrawnAgainAndGoneInTheEnd() {
        var progress = progress(Way.LINE);
        progress.tell("Looking", 5, 10, " 5 of 10 files");
        progress.tell("Writing");
        progress.clear();

        assertThat(said.toString())
                .isEqualTo("\r\u001B[?7lLooking [##########----------] 50% 5 of 10 files\u001B[K\u001B[?7h"
                        + "\r\u001B[?7lWriting\u001B[K\u001B[?7h"
                        + "\r\u001B[?7l\u001B[K\u001B[?7h");
    }

    @Test
    void elsewhereEachStepIsALineAndNotEachFile() {
        var progress = progress(Way.LINES);
        progress.tell("Looking", 5, 10, " 5 of 10 files");
        progress.tell("Looking", 6, 10, " 6 of 10 files");
        progress.tell("Writing");
        progress.clear();

        assertThat(said.toString()).isEqualTo("Looking 5 of 10 files\nWriting\n");
    }

    @Test
    void whoWantsQuietHasIt() {
        var progress = progress(Way.NOT);
        progress.tell("Looking");
        progress.note("A file cannot be read.");
        progress.clear();

        assertThat(said.toString()).isEmpty();
    }

    @Test
    void whatATerminalWouldObeyIsNotWritten() {
        assertThat(Shown.text("a\u001B[2Jb\u202Ec\nd")).isEqualTo("a?[2Jb?c?d");
    }
}
