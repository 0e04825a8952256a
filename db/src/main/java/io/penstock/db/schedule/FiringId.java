package io.penstock.db.schedule;

import io.penstock.db.job.Uuid7;
import java.util.UUID;

/** A UUIDv7, as a job's. */
public record FiringId(UUID uuid) {

    private static final String PREFIX = "fir_";

    public static FiringId next() {
        return new FiringId(Uuid7.next());
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
