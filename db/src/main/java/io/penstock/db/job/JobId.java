package io.penstock.db.job;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** A UUIDv7: made before the insert, ordered by time, and the time in it leads to the job's partition. */
public record JobId(UUID uuid) implements Comparable<JobId> {

    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final String PREFIX = "job_";
    private static final HexFormat HEX = HexFormat.of();

    public static JobId next() {
        return new JobId(GENERATOR.generate());
    }

    public static Optional<JobId> parse(String text) {
        if (text.length() != 36 || !text.startsWith(PREFIX) || !isHex(text)) {
            return Optional.empty();
        }
        var uuid = new UUID(HexFormat.fromHexDigitsToLong(text, 4, 20), HexFormat.fromHexDigitsToLong(text, 20, 36));
        return uuid.version() == 7 && uuid.variant() == 2 ? Optional.of(new JobId(uuid)) : Optional.empty();
    }

    private static boolean isHex(String text) {
        return text.chars().skip(PREFIX.length()).allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    }

    /** The smallest id that a job made at this time can have. The time in an id begins in 1970. */
    public static UUID floor(Instant time) {
        return new UUID(Math.max(0, time.toEpochMilli()) << 16 | 0x7000, 0x8000000000000000L);
    }

    @Override
    public int compareTo(JobId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return PREFIX
                + HEX.toHexDigits(uuid.getMostSignificantBits())
                + HEX.toHexDigits(uuid.getLeastSignificantBits());
    }
}
