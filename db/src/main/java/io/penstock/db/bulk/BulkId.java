package io.penstock.db.bulk;

import io.penstock.db.job.Uuid7;
import java.util.Optional;
import java.util.UUID;

/** A UUIDv7, as a job's. */
public record BulkId(UUID uuid) {

    private static final String PREFIX = "blk_";

    public static BulkId next() {
        return new BulkId(Uuid7.next());
    }

    public static Optional<BulkId> parse(String text) {
        return Uuid7.parse(PREFIX, text).map(BulkId::new);
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
