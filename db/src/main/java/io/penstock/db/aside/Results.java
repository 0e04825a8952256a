package io.penstock.db.aside;

import io.penstock.db.job.JobId;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Reading results, wherever they lie. */
public final class Results {

    private static final String FIND = """
            SELECT outcome.result, result_aside.length, coalesce(result_day.dropped_at, forgetting.forgotten_at) AS dropped_at
            FROM outcome LEFT JOIN result_aside ON result_aside.job = outcome.id
                         LEFT JOIN result_day ON result_day.day = (uuid_extract_timestamp(outcome.id) AT TIME ZONE 'UTC')::date
                         LEFT JOIN forgetting ON forgetting.id = outcome.id
            WHERE outcome.tenant = :tenant AND outcome.id = :id AND outcome.state = 'succeeded'""";

    private final Jdbi jdbi;

    public Results(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Result find(int tenant, JobId id) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .map((row, context) -> result(row))
                .findOne()
                .orElseGet(Result.None::new));
    }

    private static Result result(ResultSet row) throws SQLException {
        var inline = row.getString("result");
        if (inline != null) {
            return new Result.Inline(inline);
        }
        var length = row.getObject("length", Integer.class);
        if (length != null) {
            return new Result.Aside(length);
        }
        return row.getObject("dropped_at") == null ? new Result.None() : new Result.Gone();
    }

    /** What one says; nothing when there is none, or none any more. */
    public <T> Optional<T> read(int tenant, JobId id, Class<T> type) throws IOException {
        return find(tenant, id).read(type, () -> open(id));
    }

    /** One that lies aside, fetched piece by piece while it is read. */
    public InputStream open(JobId id) {
        return Asides.RESULTS.open(jdbi, id);
    }
}
