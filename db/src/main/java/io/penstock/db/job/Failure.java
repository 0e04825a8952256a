package io.penstock.db.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt did not succeed: a code for programs, a sentence for people. Never a payload, never a secret.
 *
 * @param frame where in its code the handler threw, if it did; for the group of the failure only
 */
public record Failure(
        String code, String message, @JsonIgnore @Nullable String frame) {

    private static final int LONGEST = 2000;

    public Failure {
        if (!code.matches("[a-z][a-z0-9_]{0,63}")) {
            throw new IllegalArgumentException("A failure's code is lower-case words joined by _, not " + code);
        }
        message = message.replace('\0', ' ');
        message = message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
    }

    public Failure(String code, String message) {
        this(code, message, null);
    }

    /** The message without what differs from job to job. */
    public String shape() {
        return Shape.of(message);
    }
}
