package io.penstock.client.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as what is in them. On a narrow terminal the last column gives way, and what is longer than the line is cut. */
public final class Table {

    private static final String GAP = "  ";
    private static final int NARROWEST = 12;

    private final List<Head> heads;
    private final int[] widest;
    private boolean headed;

    /** @param right whether it is aligned there, as numbers are */
    public record Head(String title, boolean right) {}

    public Table(List<Head> heads) {
        this.heads = List.copyOf(heads);
        this.widest = new int[heads.size()];
    }

    /** More rows, as wide as those before; the first ones have the titles above. */
    public List<String> lines(List<List<Cell>> rows, int width, Colours colours) {
        var titles =
                heads.stream().map(head -> new Cell(head.title, Tone.FAINT)).toList();
        widen(titles);
        rows.forEach(this::widen);
        int[] widths = fitted(width);
        var lines = new ArrayList<String>();
        if (!headed) {
            lines.add(line(titles, widths, colours));
            headed = true;
        }
        rows.forEach(row -> lines.add(line(row, widths, colours)));
        return lines;
    }

    private void widen(List<Cell> row) {
        for (int i = 0; i < widest.length; i++) {
            widest[i] = Math.max(widest[i], row.get(i).width());
        }
    }

    /** What does not fit is not shown, so that a row stays a line. */
    private int[] fitted(int width) {
        int[] widths = widest.clone();
        int last = widths.length - 1;
        int before = GAP.length() * last;
        for (int i = 0; i < last; i++) {
            before += widths[i];
        }
        widths[last] = Math.min(widths[last], Math.max(NARROWEST, width - before));
        int left = width;
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.clamp(left, 0, widths[i]);
            left -= widths[i] + GAP.length();
        }
        return widths;
    }

    private String line(List<Cell> row, int[] widths, Colours colours) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length && widths[i] > 0; i++) {
            line.append(i == 0 ? "" : GAP).append(row.get(i).in(widths[i], heads.get(i).right, colours));
        }
        return line.toString().stripTrailing();
    }
}
