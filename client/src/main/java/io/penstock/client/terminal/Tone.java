package io.penstock.client.terminal;

/** What is said by a colour, where there are colours. */
public enum Tone {
    PLAIN(0),
    GOOD(32),
    BAD(31),
    DOUBTFUL(33),
    BUSY(36),
    FAINT(2);

    private final int code;

    Tone(int code) {
        this.code = code;
    }

    String in(String text) {
        return this == PLAIN ? text : "\u001B[%dm%s\u001B[0m".formatted(code, text);
    }
}
