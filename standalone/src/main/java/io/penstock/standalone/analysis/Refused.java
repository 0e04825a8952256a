package io.penstock.standalone.analysis;

/** What was asked for cannot be done, for a reason that its user can do something about. */
public final class Refused extends Exception {
    public Refused(String sentence) {
        super(sentence);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
