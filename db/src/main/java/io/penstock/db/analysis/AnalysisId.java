package io.penstock.db.analysis;

import io.penstock.db.job.Uuid7;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A UUIDv7, as a job's. */
public record AnalysisId(UUID uuid) {

    private static final String PREFIX = "ana_";

    public static AnalysisId next() {
        return new AnalysisId(Uuid7.next());
    }

    public static Optional<AnalysisId> parse(String text) {
        return Uuid7.parse(PREFIX, text).map(AnalysisId::new);
    }

    /** Of what may have begun none. */
    public static @Nullable AnalysisId orNull(@Nullable UUID uuid) {
        return uuid == null ? null : new AnalysisId(uuid);
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
