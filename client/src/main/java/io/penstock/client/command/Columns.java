package io.penstock.client.command;

import io.penstock.client.terminal.Cell;
import io.penstock.client.terminal.Table;
import io.penstock.client.terminal.Table.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** How a list is shown: what of each thing stands in which column. */
final class Columns {

    private final List<Head> heads = new ArrayList<>();
    private final List<Of> cells = new ArrayList<>();

    private interface Of {
        Cell row(JsonNode row, Instant now);
    }

    /** @param pointer as RFC 6901 has it */
    Columns text(String title, String pointer) {
        return text(title, row -> Values.text(row.at(pointer)));
    }

    Columns text(String title, Function<JsonNode, String> text) {
        return add(title, false, (row, now) -> Cell.of(text.apply(row)));
    }

    Columns number(String title, String pointer) {
        return number(title, row -> Values.text(row.at(pointer)));
    }

    Columns number(String title, Function<JsonNode, String> text) {
        return add(title, true, (row, now) -> Cell.of(text.apply(row)));
    }

    Columns state(String title, Function<JsonNode, String> state) {
        return add(title, false, (row, now) -> Values.state(state.apply(row)));
    }

    Columns state(String title, String pointer) {
        return state(title, row -> Values.text(row.at(pointer)));
    }

    /** How long ago it was. */
    Columns age(String title, String pointer) {
        return add(title, true, (row, now) -> Cell.of(Values.age(row.at(pointer), now)));
    }

    /** How long ago it was or how long it takes until then. */
    Columns when(String title, String pointer) {
        return add(title, true, (row, now) -> Cell.of(Values.when(row.at(pointer), now)));
    }

    private Columns add(String title, boolean right, Of cell) {
        heads.add(new Head(title, right));
        cells.add(cell);
        return this;
    }

    Shown on(Screen screen) {
        return new Shown(screen);
    }

    /** A table, as far as it has come. */
    final class Shown {

        private final Screen screen;
        private final Table table = new Table(heads);

        private Shown(Screen screen) {
            this.screen = screen;
        }

        void rows(List<JsonNode> rows) {
            var now = screen.now();
            var all = rows.stream()
                    .map(row -> cells.stream().map(cell -> cell.row(row, now)).toList())
                    .toList();
            table.lines(all, screen.width(), screen.colours()).forEach(screen::line);
        }
    }
}
