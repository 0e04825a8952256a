package io.penstock.standalone.analysis;

/** The server did not answer for as long as one waits for it. */
final class Unreachable extends Exception {
    Unreachable(String sentence) {
        super(sentence);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
