package io.penstock.db.job;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Ids that are ordered by time, and what they look like to a client: a prefix that names the thing, and 32 hexadecimal digits. */
public final class Uuid7 {

    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGITS = 32;

    private Uuid7() {}

    public static UUID next() {
        return GENERATOR.generate();
    }

    public static Optional<UUID> parse(String prefix, String text) {
        int start = prefix.length();
        if (text.length() != start + DIGITS || !text.startsWith(prefix) || !isHex(text, start)) {
            return Optional.empty();
        }
        var uuid = new UUID(
                HexFormat.fromHexDigitsToLong(text, start, start + 16),
                HexFormat.fromHexDigitsToLong(text, start + 16, start + DIGITS));
        return uuid.version() == 7 && uuid.variant() == 2 ? Optional.of(uuid) : Optional.empty();
    }

    private static boolean isHex(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    public static String text(String prefix, UUID uuid) {
        return prefix
                + HEX.toHexDigits(uuid.getMostSignificantBits())
                + HEX.toHexDigits(uuid.getLeastSignificantBits());
    }

    /** The smallest id that can be made at this time. The time in an id begins in 1970. */
    static UUID floor(Instant time) {
        return new UUID(Math.max(0, time.toEpochMilli()) << 16 | 0x7000, 0x8000000000000000L);
    }
}
