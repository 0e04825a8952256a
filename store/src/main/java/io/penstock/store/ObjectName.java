package io.penstock.store;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What the bytes of one upload are called, beside the artifact's id. */
final class ObjectName {

    private static final SecureRandom RANDOM = new SecureRandom();

    private ObjectName() {}

    static String random() {
        return HexFormat.of().toHexDigits(RANDOM.nextLong());
    }
}
