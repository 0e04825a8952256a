package io.penstock.catalog.json;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import tools.jackson.databind.JsonNode;

/** What content is known again by. */
public final class Sha256 {

    private Sha256() {}

    /** Of what comes piece by piece. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] of(String text) {
        return begin().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for what is the same JSON, whatever its spacing. */
    public static byte[] of(JsonNode json) {
        var hash = begin();
        Json.write(json, new DigestOutputStream(OutputStream.nullOutputStream(), hash));
        return hash.digest();
    }
}
