package io.penstock.db.audit;

import io.penstock.db.job.Uuid7;
import java.util.UUID;

/** A UUIDv7, as a job's. */
public record AuditId(UUID uuid) {

    private static final String PREFIX = "aud_";

    static AuditId next() {
        return new AuditId(Uuid7.next());
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
