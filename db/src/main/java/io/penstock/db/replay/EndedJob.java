package io.penstock.db.replay;

import static io.penstock.db.database.Columns.texts;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.State;
import io.penstock.db.replay.Replayed.Erased;
import io.penstock.db.replay.Replayed.Overtaken;
import io.penstock.db.replay.Replayed.Succeeded;
import io.penstock.db.submission.Terms;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * A job that may be replayed.
 *
 * @param isErased whether its payload is
 * @param isOld whether it is of a day before today
 */
record EndedJob(
        UUID uuid, String kind, State state, int run, int maxAttempts, Terms terms, boolean isErased, boolean isOld) {

    private static final String FIND = """
            SELECT job.id, job.kind, outcome.state, job.run, job.priority, job.max_attempts, job.options, job.tags,
                   job.payload IS NULL AND NOT EXISTS (SELECT FROM payload_aside WHERE payload_aside.job = job.id) AS erased,
                   (uuid_extract_timestamp(job.id) AT TIME ZONE 'UTC')::date < (now() AT TIME ZONE 'UTC')::date AS old
            FROM unnest(:ids::uuid[], :tenants) AS asked (id, tenant)
            JOIN outcome ON outcome.tenant = ANY (ARRAY[asked.tenant]) AND outcome.id = ANY (ARRAY[asked.id])
            JOIN job ON job.tenant = asked.tenant AND job.id = asked.id
            """;

    private static final String HOLD = FIND + "ORDER BY asked.id FOR UPDATE OF outcome";

    /** Nobody else replays them until the transaction ends. */
    static Map<UUID, EndedJob> hold(Handle handle, List<Replay> wanted) {
        return find(handle, HOLD, wanted);
    }

    static Optional<EndedJob> find(Handle handle, Replay wanted) {
        return find(handle, FIND, List.of(wanted)).values().stream().findFirst();
    }

    private static Map<UUID, EndedJob> find(Handle handle, String statement, List<Replay> wanted) {
        return handle.createQuery(statement)
                .bind("ids", SqlArray.texts(wanted, one -> one.id().uuid()))
                .bind("tenants", SqlArray.ints(wanted, Replay::tenant))
                .map((row, context) -> of(row))
                .collect(Collectors.toMap(EndedJob::uuid, job -> job, (first, same) -> first));
    }

    private static EndedJob of(ResultSet row) throws SQLException {
        return new EndedJob(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                State.parse(row.getString("state")).orElseThrow(),
                row.getInt("run"),
                row.getInt("max_attempts"),
                Terms.of(row.getInt("priority"), texts(row, "tags"), JobOptions.read(row.getString("options"))),
                row.getBoolean("erased"),
                row.getBoolean("old"));
    }

    Optional<Replayed> refusal(Replay wanted) {
        if (wanted.run() != null && wanted.run() != run) {
            return Optional.of(new Overtaken(run));
        }
        if (state == State.SUCCEEDED) {
            return Optional.of(new Succeeded());
        }
        return isErased && wanted.edited() == null ? Optional.of(new Erased()) : Optional.empty();
    }
}
