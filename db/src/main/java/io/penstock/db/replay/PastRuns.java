package io.penstock.db.replay;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.db.job.Failure;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reading the runs that jobs have behind them. */
public final class PastRuns {

    private static final String OF = "SELECT * FROM past_run WHERE tenant = :tenant AND id = :id ORDER BY run";

    private final Jdbi jdbi;

    public PastRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A run that was followed by a replay.
     *
     * @param attempt the last of its attempts
     * @param edited whether the replay brought another payload
     * @param reason of the replay
     */
    public record PastRun(
            int run,
            State state,
            int attempt,
            @Nullable Instant startedAt,
            Instant finishedAt,
            @Nullable Failure error,
            Job.@Nullable Resolution resolution,
            Instant replayedAt,
            boolean edited,
            @Nullable String reason) {

        private static PastRun of(ResultSet row) throws SQLException {
            var code = row.getString("error_code");
            var resolvedAt = timeOrNull(row, "resolved_at");
            return new PastRun(
                    row.getInt("run"),
                    State.parse(row.getString("state")).orElseThrow(),
                    row.getInt("attempt"),
                    timeOrNull(row, "started_at"),
                    time(row, "finished_at"),
                    code == null ? null : new Failure(code, row.getString("error")),
                    resolvedAt == null ? null : new Job.Resolution(resolvedAt, row.getString("resolved_reason")),
                    time(row, "replayed_at"),
                    row.getBoolean("edited"),
                    row.getString("reason"));
        }
    }

    /** In their order. */
    public List<PastRun> of(int tenant, JobId job) {
        return jdbi.withHandle(handle -> handle.createQuery(OF)
                .bind("tenant", tenant)
                .bind("id", job.uuid())
                .map((row, context) -> PastRun.of(row))
                .list());
    }
}
