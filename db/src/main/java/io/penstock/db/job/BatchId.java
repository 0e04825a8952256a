package io.penstock.db.job;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUIDv7, as a job's. */
public record BatchId(UUID uuid) {

    private static final String PREFIX = "bat_";

    public static BatchId next() {
        return new BatchId(Uuid7.next());
    }

    public static Optional<BatchId> parse(String text) {
        return Uuid7.parse(PREFIX, text).map(BatchId::new);
    }

    /** Of a job that may be in no batch. */
    public static @Nullable BatchId orNull(@Nullable UUID uuid) {
        return uuid == null ? null : new BatchId(uuid);
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
