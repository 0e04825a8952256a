package io.penstock.db.job;

/** Why an attempt did not succeed: a code for programs, a sentence for people. Never a payload, never a secret. */
public record Failure(String code, String message) {

    private static final int LONGEST = 2000;

    public Failure {
        if (!code.matches("[a-z][a-z0-9_]{0,63}")) {
            throw new IllegalArgumentException("A failure's code is lower-case words joined by _, not " + code);
        }
        message = message.replace('\0', ' ');
        message = message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
    }
}
