package io.penstock.source.selection;

/** What is wrong with a glob, as the rest of a sentence. */
final class BadGlob extends Exception {
    BadGlob(String detail) {
        super(detail, null, false, false);
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
