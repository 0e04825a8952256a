package io.penstock.client.terminal;

import java.util.Map;

/** Colours where they can be seen and are wanted. */
public record Colours(boolean on) {

    /** @see <a href="https://no-color.org">NO_COLOR</a> */
    public static Colours of(Map<String, String> environment, Terminal terminal) {
        return new Colours(terminal.out()
                && !terminal.isDumb()
                && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    public String in(Tone tone, String text) {
        return on && !text.isEmpty() ? tone.in(text) : text;
    }
}
