package io.penstock.standalone.analysis;

import io.penstock.catalog.ai.Severity;
import java.util.Map;

/** Colours where they can be seen and are wanted. */
record Colours(boolean on) {

    /** @see <a href="https://no-color.org">NO_COLOR</a> */
    static Colours of(Map<String, String> environment) {
        return new Colours(Terminal.is(Terminal.OUT)
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb"));
    }

    String good(String text) {
        return in(32, text);
    }

    String bad(String text) {
        return in(31, text);
    }

    String of(Severity severity, String text) {
        return switch (severity) {
            case CRITICAL, HIGH -> in(31, text);
            case MEDIUM -> in(33, text);
            case LOW, INFO -> in(36, text);
        };
    }

    private String in(int colour, String text) {
        return on ? "\u001B[%dm%s\u001B[0m".formatted(colour, text) : text;
    }
}
