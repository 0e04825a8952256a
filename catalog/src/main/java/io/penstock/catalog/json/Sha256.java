package io.penstock.catalog.json;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** What content is known again by. */
public final class Sha256 {

    private static final JsonMapper SORTING = Json.mapper()
            .rebuild()
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();

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
        return of(json, Json.mapper());
    }

    /** The same for what is the same JSON, whatever its spacing and the order of its fields. */
    public static byte[] ofCanonical(JsonNode json) {
        return of(json, SORTING);
    }

    private static byte[] of(JsonNode json, JsonMapper mapper) {
        var hash = begin();
        mapper.writeValue(new DigestOutputStream(OutputStream.nullOutputStream(), hash), json);
        return hash.digest();
    }
}
