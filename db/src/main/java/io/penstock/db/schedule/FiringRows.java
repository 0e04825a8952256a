package io.penstock.db.schedule;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;
import static io.penstock.db.database.Columns.utc;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The rows of firings, within a transaction that writes them. */
final class FiringRows {

    static final String COLUMNS = """
            f.id, f.schedule, f.key, f.manual, f.logical_at, f.through, f.due_at, f.state, f.reason, f.errors, f.job, f.batch, f.analysis, f.noted_at, f.fired_at,
            (SELECT json_build_array(a.error_code, a.error) FROM analysis AS a WHERE a.id = f.analysis AND a.error_code IS NOT NULL) AS analysis_error
            """;

    /** What has its key already was decided before. */
    private static final String WRITE = """
            INSERT INTO firing (id, schedule, tenant, key, manual, logical_at, through, due_at, state, reason, errors, job, batch, analysis, open, noted_at, fired_at)
            SELECT id, schedule, tenant, key, manual, logical_at, through, due_at, state, reason, errors::json, job, batch, analysis, open, :now,
                   CASE WHEN state = 'fired' THEN :now END
            FROM unnest(:ids::uuid[], :schedules::uuid[], :tenants, :keys, :manual, :logical::timestamptz[], :through::timestamptz[],
                        :due::timestamptz[], :states, :reasons, :errors, :jobs::uuid[], :batches::uuid[], :analyses::uuid[], :open)
                AS i (id, schedule, tenant, key, manual, logical_at, through, due_at, state, reason, errors, job, batch, analysis, open)
            ON CONFLICT (schedule, key) DO NOTHING
            RETURNING id""";

    /** Those that still wait. */
    private static final String DECIDE = """
            UPDATE firing SET state = i.state, reason = i.reason, errors = i.errors::json, job = i.job, batch = i.batch, analysis = i.analysis, open = i.open,
                              fired_at = CASE WHEN i.state = 'fired' THEN :now END
            FROM unnest(:ids::uuid[], :states, :reasons, :errors, :jobs::uuid[], :batches::uuid[], :analyses::uuid[], :open)
                AS i (id, state, reason, errors, job, batch, analysis, open)
            WHERE firing.id = i.id AND firing.state = 'waiting'
            RETURNING firing.id""";

    private static final String STAND_IN = """
            UPDATE firing SET state = 'skipped', reason = :reason, job = i.job, open = false, fired_at = NULL
            FROM unnest(:ids::uuid[], :jobs::uuid[]) AS i (id, job) WHERE firing.id = i.id""";

    private FiringRows() {}

    /** Returns which of them were not there. */
    static Set<UUID> write(Handle handle, List<NewFiring> firings, Instant now) {
        return firings.isEmpty()
                ? Set.of()
                : new HashSet<>(bind(handle.createQuery(WRITE), firings, now)
                        .bind(
                                "schedules",
                                SqlArray.texts(firings, f -> f.schedule().id().uuid()))
                        .bind(
                                "tenants",
                                SqlArray.ints(firings, f -> f.schedule().tenant()))
                        .bind("keys", SqlArray.texts(firings, NewFiring::key))
                        .bind("manual", SqlArray.booleans(firings, NewFiring::manual))
                        .bind("logical", SqlArray.texts(firings, NewFiring::logicalAt))
                        .bind("through", SqlArray.texts(firings, NewFiring::through))
                        .bind("due", SqlArray.texts(firings, NewFiring::dueAt))
                        .mapTo(UUID.class)
                        .list());
    }

    /** Returns which of them were still waiting. */
    static Set<UUID> decide(Handle handle, List<NewFiring> firings, Instant now) {
        return firings.isEmpty()
                ? Set.of()
                : new HashSet<>(bind(handle.createQuery(DECIDE), firings, now)
                        .mapTo(UUID.class)
                        .list());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, List<NewFiring> firings, Instant now) {
        return statement
                .bind("now", utc(now))
                .bind("ids", SqlArray.texts(firings, f -> f.id().uuid()))
                .bind("states", SqlArray.texts(firings, f -> f.state().label()))
                .bind("reasons", SqlArray.texts(firings, NewFiring::reason))
                .bind("errors", SqlArray.texts(firings, f -> f.errors().isEmpty() ? null : Json.write(f.errors())))
                .bind("jobs", SqlArray.texts(firings, FiringRows::job))
                .bind("batches", SqlArray.texts(firings, FiringRows::batch))
                .bind("analyses", SqlArray.texts(firings, FiringRows::analysis))
                .bind("open", SqlArray.booleans(firings, NewFiring::isOpen));
    }

    private static @Nullable UUID job(NewFiring firing) {
        var id = firing.order() == null ? null : firing.order().jobId();
        return id == null ? null : id.uuid();
    }

    private static @Nullable UUID batch(NewFiring firing) {
        var id = firing.order() == null ? null : firing.order().batchId();
        return id == null ? null : id.uuid();
    }

    private static @Nullable UUID analysis(NewFiring firing) {
        var id = firing.order() == null ? null : firing.order().analysisId();
        return id == null ? null : id.uuid();
    }

    /** No job was made: these have its unique key. */
    static void standIns(Handle handle, Map<FiringId, JobId> standIns) {
        if (!standIns.isEmpty()) {
            handle.createUpdate(STAND_IN)
                    .bind("reason", Firing.Reason.UNIQUE_KEY)
                    .bind("ids", SqlArray.texts(standIns.keySet(), FiringId::uuid))
                    .bind("jobs", SqlArray.texts(standIns.values(), JobId::uuid))
                    .execute();
        }
    }

    private static @Nullable Failure failure(@Nullable String json) {
        if (json == null) {
            return null;
        }
        var error = Json.readTrusted(json, String[].class);
        return new Failure(error[0], error[1]);
    }

    static Firing firing(ResultSet row) throws SQLException {
        var job = row.getObject("job", UUID.class);
        var errors = row.getString("errors");
        return new Firing(
                new FiringId(row.getObject("id", UUID.class)),
                new ScheduleId(row.getObject("schedule", UUID.class)),
                row.getString("key"),
                row.getBoolean("manual"),
                time(row, "logical_at"),
                timeOrNull(row, "through"),
                time(row, "due_at"),
                Firing.State.of(row.getString("state")),
                row.getString("reason"),
                errors == null ? List.of() : List.of(Json.readTrusted(errors, Violation[].class)),
                job == null ? null : new JobId(job),
                BatchId.orNull(row.getObject("batch", UUID.class)),
                AnalysisId.orNull(row.getObject("analysis", UUID.class)),
                failure(row.getString("analysis_error")),
                time(row, "noted_at"),
                timeOrNull(row, "fired_at"));
    }
}
