package io.penstock.db.bulk;

import io.penstock.db.bulk.Plans.Sampled;
import io.penstock.db.job.JobId;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** What some of the selected jobs say of all. */
final class Samples {

    /** So many of them, evenly from the first to the last. */
    private static final String SOME = """
            SELECT chunk.tenants[place % :chunk + 1] AS tenant, chunk.jobs[place % :chunk + 1] AS id
            FROM (SELECT (nr::bigint * :selected / :some)::int AS place FROM generate_series(0, :some - 1) AS nr) AS chosen
            JOIN bulk_chunk AS chunk ON chunk.operation = :operation AND chunk.nr = place / :chunk""";

    private static final String SAMPLE =
            "SELECT sampled.id, job.kind, outcome.state, outcome.error_code, outcome.fingerprint FROM (" + SOME + """
            ) AS sampled
            JOIN job ON job.tenant = sampled.tenant AND job.id = sampled.id
            LEFT JOIN outcome ON outcome.tenant = sampled.tenant AND outcome.id = sampled.id
            ORDER BY sampled.id""";

    /** What they were estimated to cost when they were submitted, and how long the narrowest of the limits takes for as many as there are. */
    private static final String ESTIMATE =
            "WITH sampled AS (SELECT job.tenant, job.kind, job.options -> 'needs' AS needs FROM (" + SOME + """
            ) AS sampled JOIN job ON job.tenant = sampled.tenant AND job.id = sampled.id),
            limited AS (
                SELECT limit_state.name, count(*) AS jobs, sum(coalesce((needs -> 'units' ->> limit_state.name)::bigint, 1)) AS units
                FROM sampled JOIN limit_state
                    ON limit_state.type IN ('rate', 'units') AND (
                        needs -> 'limits' IS NOT NULL AND limit_state.name IN (SELECT json_array_elements_text(needs -> 'limits'))
                        OR limit_state.kind = sampled.kind AND (limit_state.tenant IS NULL OR limit_state.tenant = sampled.tenant)
                        OR limit_state.kind IS NULL AND limit_state.tenant = sampled.tenant)
                GROUP BY limit_state.name),
            timed AS (
                SELECT CASE type WHEN 'rate' THEN jobs ELSE units END * (per / 1000000.0)
                       / CASE WHEN override_until > now() THEN override_permits ELSE permits END AS seconds
                FROM limited JOIN limit_state USING (name))
            SELECT (SELECT count(*) FROM sampled) AS jobs, (SELECT sum((needs -> 'units' ->> '$')::bigint) FROM sampled) AS cost,
                   (SELECT max(seconds) FROM timed) AS seconds""";

    private static final int SHOWN = 10;
    private static final int ESTIMATED = 1000;

    private final Handle handle;
    private final BulkId operation;
    private final int selected;

    Samples(Handle handle, BulkId operation, int selected) {
        this.handle = handle;
        this.operation = operation;
        this.selected = selected;
    }

    List<Sampled> some() {
        return of(SAMPLE, SHOWN)
                .map((row, context) -> {
                    var fingerprint = row.getString("fingerprint");
                    return new Sampled(
                            new JobId(row.getObject("id", UUID.class)).toString(),
                            row.getString("kind"),
                            row.getString("state"),
                            row.getString("error_code"),
                            fingerprint == null ? null : "err_" + fingerprint);
                })
                .list();
    }

    /** Of all of them together. */
    record Estimate(@Nullable Long cost, @Nullable Double seconds) {
        static final Estimate NONE = new Estimate(null, null);
    }

    Estimate estimate() {
        return of(ESTIMATE, ESTIMATED)
                .map((row, context) -> {
                    double scale = (double) selected / Math.max(1, row.getInt("jobs"));
                    var cost = row.getObject("cost", BigDecimal.class);
                    var seconds = row.getBigDecimal("seconds");
                    return new Estimate(
                            cost == null ? null : Math.round(cost.doubleValue() * scale),
                            seconds == null ? null : seconds.doubleValue() * scale);
                })
                .one();
    }

    private Query of(String sql, int some) {
        return handle.createQuery(sql)
                .bind("operation", operation.uuid())
                .bind("chunk", Plans.CHUNK)
                .bind("selected", selected)
                .bind("some", Math.min(some, selected));
    }
}
