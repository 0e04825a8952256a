package io.penstock.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.client.terminal.Table.Head;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Colours NONE = new Colours(false);
    private static final int WIDE = 100;

    private final Table table =
            new Table(List.of(new Head("ID", false), new Head("PRIO", true), new Head("NOTE", false)));

    private static List<Cell> row(String id, String prio, String note) {
        return List.of(Cell.of(id), Cell.of(prio), Cell.of(note));
    }

    @Test
    void columnsAreAsWideAsWhatIsInThemAndNumbersAreOnTheRight() {
        assertThat(table.lines(List.of(row("job_1", "5", "a"), row("job_123", "10", "")), WIDE, NONE))
                .containsExactly(
                        "ID       PRIO  NOTE", //
                        "job_1       5  a",
                        "job_123    10");
    }

    @Test
    void onANarrowTerminalTheLastColumnGivesWayAndNoLineIsLonger() {
        var lines = table.lines(List.of(row("job_1", "5", "The partner did not answer in time")), 30, NONE);

        assertThat(lines.getLast()).isEqualTo("job_1     5  The partner did …").hasSize(30);
        assertThat(new Table(List.of(new Head("A", false), new Head("B", false)))
                        .lines(List.of(List.of(Cell.of("0123456789"), Cell.of("more"))), 6, NONE))
                .containsExactly("A", "01234…");
    }

    @Test
    void whatComesLaterIsAlignedWithWhatWasThere() {
        table.lines(List.of(row("job_12345", "5", "a")), WIDE, NONE);

        assertThat(table.lines(List.of(row("job_1", "5", "b")), WIDE, NONE)).containsExactly("job_1         5  b");
    }

    @Test
    void coloursTakeNoRoomAndSignsThatATerminalWouldObeyAreNotWritten() {
        var cells = List.of(new Cell("failed", Tone.BAD), Cell.of("5"), Cell.of("a\u001B[2Jb"));

        assertThat(table.lines(List.of(cells), WIDE, new Colours(true)).getLast())
                .isEqualTo("\u001B[31mfailed\u001B[0m     5  a?[2Jb");
        assertThat(table.lines(List.of(cells), WIDE, NONE)).containsExactly("failed     5  a?[2Jb");
    }
}
