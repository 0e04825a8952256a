package io.penstock.client.command;

import io.penstock.client.terminal.Colours;
import io.penstock.client.terminal.Tone;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;

/** What a command says, on whatever is there to take it. */
final class Screen {

    private final PrintWriter out;
    private final int width;
    private final Colours colours;
    private final Clock clock;

    Screen(PrintWriter out, int width, Colours colours, Clock clock) {
        this.out = out;
        this.width = width;
        this.colours = colours;
        this.clock = clock;
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    void piece(String text) {
        out.print(text);
        out.flush();
    }

    String in(Tone tone, String text) {
        return colours.in(tone, text);
    }

    Colours colours() {
        return colours;
    }

    int width() {
        return width;
    }

    Instant now() {
        return clock.instant();
    }
}
