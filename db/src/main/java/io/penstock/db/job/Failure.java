package io.penstock.db.job;

import io.penstock.catalog.json.Sha256;
import java.util.HexFormat;

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

    /** The same for failures that differ only in what is told apart by digits: ids, times, counts, addresses. */
    public String fingerprint() {
        var shape = code + " " + message.replaceAll("[0-9a-fA-F-]*\\d[0-9a-fA-F-]*", "#");
        return HexFormat.of().formatHex(Sha256.of(shape), 0, 8);
    }
}
