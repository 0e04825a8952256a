package io.penstock.client.server;

/** What was asked for cannot be done, for a reason that its user can do something about. */
public final class Refused extends Exception {

    private final String code;

    public Refused(String sentence) {
        this("", sentence);
    }

    /** @param code as the server has it, or empty */
    Refused(String code, String sentence) {
        super(sentence);
        this.code = code;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }

    public boolean is(String code) {
        return this.code.equals(code);
    }
}
