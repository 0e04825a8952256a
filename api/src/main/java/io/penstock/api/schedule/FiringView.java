package io.penstock.api.schedule;

import io.penstock.catalog.json.Violation;
import io.penstock.db.job.Failure;
import io.penstock.db.schedule.Firing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a time of a schedule, or of a wish to fire at once, as its readers see it.
 *
 * @param trigger plan or manual
 * @param through the last of several times that were missed in a row
 * @param analysisError why the analysis that it began has failed, if it has
 * @param late by how much it fired after it was due
 */
record FiringView(
        String id,
        String key,
        String trigger,
        Instant logicalAt,
        @Nullable Instant through,
        Instant dueAt,
        String state,
        @Nullable String reason,
        List<Violation> errors,
        @Nullable Instant firedAt,
        @Nullable Duration late,
        @Nullable String jobId,
        @Nullable String batchId,
        @Nullable String analysisId,
        @Nullable Failure analysisError,
        Instant notedAt) {

    static FiringView of(Firing firing) {
        var fired = firing.firedAt();
        return new FiringView(
                firing.id().toString(),
                firing.schedule() + "@" + firing.key(),
                firing.manual() ? "manual" : "plan",
                firing.logicalAt(),
                firing.through(),
                firing.dueAt(),
                firing.state().label(),
                firing.reason(),
                firing.errors().stream()
                        .map(violation -> violation.under("/target"))
                        .toList(),
                fired,
                fired == null ? null : Duration.between(firing.dueAt(), fired),
                text(firing.job()),
                text(firing.batch()),
                text(firing.analysis()),
                firing.analysisError(),
                firing.notedAt());
    }

    private static @Nullable String text(@Nullable Record id) {
        return id == null ? null : id.toString();
    }
}
