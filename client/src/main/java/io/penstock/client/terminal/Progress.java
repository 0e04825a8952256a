package io.penstock.client.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/** Tells how far it is: in one line that is drawn again, in lines now and then where nobody looks, or not at all. */
public final class Progress {

    private static final Duration BETWEEN_DRAWINGS = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int BAR = 20;

    /** To the line's begin, where what is too long is cut off instead of going on below. */
    private static final String BEGIN = "\r\u001B[?7l";

    private static final String END = "\u001B[K\u001B[?7h";

    private final PrintWriter err;
    private final Way way;
    private String step = "";
    private String last = "";
    private long lastTold;
    private boolean drawn;

    /** How it is told. */
    public enum Way {
        LINE,
        LINES,
        NOT;

        public static Way of(boolean quiet, Terminal terminal) {
            if (quiet) {
                return NOT;
            }
            return terminal.err() && !terminal.isDumb() ? LINE : LINES;
        }
    }

    public Progress(PrintWriter err, Way way) {
        this.err = err;
        this.way = way;
    }

    /** @param rest what is behind it, such as how many there are */
    public void tell(String now, long done, long total, String rest) {
        boolean isNew = !now.equals(step);
        var text = now + rest;
        switch (way) {
            case LINE -> {
                if (isNew || isTime(BETWEEN_DRAWINGS)) {
                    draw(total == 0 ? text : "%s %s %d%%%s".formatted(now, bar(done, total), 100 * done / total, rest));
                }
            }
            case LINES -> {
                if (isNew || (!text.equals(last) && isTime(BETWEEN_LINES))) {
                    line(text);
                }
            }
            case NOT -> {}
        }
        step = now;
    }

    public void tell(String now) {
        tell(now, 0, 0, "");
    }

    /** Something that stays to be read. */
    public void note(String sentence) {
        if (way != Way.NOT) {
            clear();
            line(sentence);
        }
    }

    /** Makes room for what is written otherwise. */
    public void clear() {
        if (drawn) {
            err.print(BEGIN + END);
            err.flush();
            drawn = false;
        }
    }

    private void draw(String text) {
        err.print(BEGIN + text + END);
        err.flush();
        drawn = true;
        told(text);
    }

    private void line(String text) {
        err.println(text);
        err.flush();
        told(text);
    }

    private void told(String text) {
        last = text;
        lastTold = System.nanoTime();
    }

    private boolean isTime(Duration between) {
        return System.nanoTime() - lastTold >= between.toNanos();
    }

    private static String bar(long done, long total) {
        int full = Math.clamp(BAR * done / total, 0, BAR);
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }
}
