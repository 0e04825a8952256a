package io.penstock.db.job;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A UUIDv7: made before the insert, ordered by time, and the time in it leads to the job's partition. */
public record JobId(UUID uuid) implements Comparable<JobId> {

    private static final String PREFIX = "job_";

    public static JobId next() {
        return new JobId(Uuid7.next());
    }

    public static Optional<JobId> parse(String text) {
        return Uuid7.parse(PREFIX, text).map(JobId::new);
    }

    /** The smallest id that a job made at this time can have. */
    public static UUID floor(Instant time) {
        return Uuid7.floor(time);
    }

    /** As Postgres orders them; {@link UUID} itself takes the two halves as signed. */
    @Override
    public int compareTo(JobId other) {
        int high = Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
