package io.penstock.db.cache;

import io.penstock.catalog.json.Sha256;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** What a question is known again by, and nobody can tell it from. */
public record QuestionKey(String hex) {

    private static final int LENGTH = 64;

    public QuestionKey {
        if (hex.length() != LENGTH) {
            throw new IllegalArgumentException("A key has " + LENGTH + " digits");
        }
    }

    /** @param question all that its answer depends on; the order of fields does not count */
    public static QuestionKey of(JsonNode question) {
        return new QuestionKey(HexFormat.of().formatHex(Sha256.ofCanonical(question)));
    }

    static QuestionKey of(byte[] bytes) {
        return new QuestionKey(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
