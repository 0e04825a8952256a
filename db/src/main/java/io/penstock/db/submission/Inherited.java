package io.penstock.db.submission;

import io.penstock.db.database.Columns;
import io.penstock.db.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** What the jobs that a job makes have of it. */
public final class Inherited {

    /** Limits of its own kind and of where it goes are its own. */
    private static final String OF = """
            SELECT job.priority, job.deadline, job.tags, extract(epoch FROM forgetting.after) AS forget_after,
                   ARRAY(SELECT name FROM limit_state
                         WHERE name = ANY (gate.limits) AND kind IS DISTINCT FROM live.kind AND deployment IS NULL) AS limits
            FROM live JOIN job ON job.tenant = live.tenant AND job.id = live.id JOIN gate ON gate.id = live.gate
            LEFT JOIN forgetting ON forgetting.id = job.id
            WHERE live.id = :job""";

    private final Jdbi jdbi;

    public Inherited(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The terms of an unfinished job's jobs: its deadline, its tags, the limits that it names, for how long it is kept, and the priority below its
     * own: they let it look after them.
     */
    public Terms of(JobId job) {
        return jdbi.withHandle(handle -> handle.createQuery(OF)
                .bind("job", job.uuid())
                .map((row, context) -> terms(row))
                .one());
    }

    private static Terms terms(ResultSet row) throws SQLException {
        var terms = Terms.DEFAULT
                .priority(Math.max(0, row.getInt("priority") - 1))
                .tags(Columns.texts(row, "tags"))
                .limits(List.of((String[]) row.getArray("limits").getArray()));
        var deadline = Columns.timeOrNull(row, "deadline");
        long forgetAfter = row.getLong("forget_after");
        var kept = row.wasNull() ? terms : terms.forgetAfter(Duration.ofSeconds(forgetAfter));
        return deadline == null ? kept : kept.deadline(deadline);
    }
}
