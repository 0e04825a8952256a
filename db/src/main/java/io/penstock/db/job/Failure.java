package io.penstock.db.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(shape.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
