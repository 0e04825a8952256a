package io.penstock.client.server;

/** The server did not answer for as long as one waits for it. */
public final class Unreachable extends Exception {
    Unreachable(String sentence) {
        super(sentence);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
