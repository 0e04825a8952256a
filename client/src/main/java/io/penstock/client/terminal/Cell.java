package io.penstock.client.terminal;

/** A place in a table. */
public record Cell(String text, Tone tone) {

    public static final Cell EMPTY = of("");

    public Cell {
        text = Shown.text(text);
    }

    public static Cell of(String text) {
        return new Cell(text, Tone.PLAIN);
    }

    int width() {
        return text.codePointCount(0, text.length());
    }

    /** As wide as its column, or cut off to it. */
    String in(int width, boolean right, Colours colours) {
        if (width() > width) {
            int end = text.offsetByCodePoints(0, Math.max(0, width - 1));
            return colours.in(tone, text.substring(0, end) + "…");
        }
        var space = " ".repeat(width - width());
        return right ? space + colours.in(tone, text) : colours.in(tone, text) + space;
    }
}
