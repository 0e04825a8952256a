package io.penstock.db.schedule;

import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a time of a plan, or of the wish to fire at once.
 *
 * @param key the same for the same time of the plan, whoever fires it
 * @param through the last of several times that were missed in a row
 * @param errors what was wrong with the target, when that is why it failed
 * @param analysisError why the analysis that it began has failed, if it has
 * @param job the one that it made, or the one that stood in for it
 */
public record Firing(
        FiringId id,
        ScheduleId schedule,
        String key,
        boolean manual,
        Instant logicalAt,
        @Nullable Instant through,
        Instant dueAt,
        State state,
        @Nullable String reason,
        List<Violation> errors,
        @Nullable JobId job,
        @Nullable BatchId batch,
        @Nullable AnalysisId analysis,
        @Nullable Failure analysisError,
        Instant notedAt,
        @Nullable Instant firedAt) {

    public enum State {
        /** For the jobs of an earlier one to end. */
        WAITING,
        FIRED,
        SKIPPED,
        FAILED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** Why one was skipped or failed. */
    static final class Reason {
        static final String MISSED = "missed";
        static final String OVERLAP = "overlap";
        static final String UNIQUE_KEY = "unique_key";
        static final String INVALID_TARGET = "invalid_target";

        private Reason() {}
    }
}
