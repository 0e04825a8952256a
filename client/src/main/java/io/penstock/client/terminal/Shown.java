package io.penstock.client.terminal;

import java.util.Locale;

/** How things are written on a terminal. */
public final class Shown {

    private static final int LONGEST = 100;

    private Shown() {}

    /** What a stranger wrote, without the signs that a terminal would obey. */
    public static String text(String text) {
        var plain = new StringBuilder();
        text.codePoints().forEach(c -> plain.appendCodePoint(isVisible(c) ? c : '?'));
        return plain.toString();
    }

    public static String shortened(String text) {
        var plain = text(text);
        return plain.codePointCount(0, plain.length()) <= LONGEST
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, LONGEST)) + "…";
    }

    public static String bytes(long bytes) {
        return bytes < 1 << 20
                ? (bytes + 1023) / 1024 + " KB"
                : String.format(Locale.ROOT, "%.1f MB", (double) bytes / (1 << 20));
    }

    public static String seconds(long seconds) {
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
