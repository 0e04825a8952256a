package io.penstock.db.job;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A UUIDv7: made before the insert, ordered by time, and the time in it leads to the job's partition. */
public record JobId(UUID uuid) implements Comparable<JobId> {

    private static final TimeBasedEpochGenerator GENERATOR = Generators.timeBasedEpochGenerator();
    private static final Pattern FORM = Pattern.compile("job_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}");

    public static JobId next() {
        return new JobId(GENERATOR.generate());
    }

    public static Optional<JobId> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new JobId(new UUID(Long.parseUnsignedLong(text, 4, 20, 16), Long.parseUnsignedLong(text, 20, 36, 16))));
    }

    /** The smallest id that a job made at this time can have. */
    public static UUID floor(Instant time) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000000000000000L);
    }

    @Override
    public int compareTo(JobId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return "job_%016x%016x".formatted(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
