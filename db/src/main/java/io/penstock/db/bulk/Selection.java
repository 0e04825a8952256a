package io.penstock.db.bulk;

import static io.penstock.db.database.Columns.utc;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.job.JobPages;
import io.penstock.db.job.State;
import io.penstock.db.request.BulkRequest;
import io.penstock.db.request.BulkRequest.Action;
import io.penstock.db.request.BulkRequest.Filter;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jobs that an operation is about, in the table in which they all are. Jobs that end while it looks are not among them, so one that
 * ended later than the plan was made is another run's.
 */
final class Selection {

    /** What failed knows its kind by its error group, so that of a million jobs none is looked up. */
    private static final String ENDED = """
            SELECT outcome.tenant, outcome.id, of_kind.kind, outcome.fingerprint
            FROM outcome LEFT JOIN error_group ON error_group.fingerprint = outcome.fingerprint
            CROSS JOIN LATERAL (SELECT coalesce(error_group.kind, (
                SELECT job.kind FROM job WHERE job.tenant = outcome.tenant AND job.id = outcome.id)) AS kind) AS of_kind
            WHERE outcome.state = ANY (:states) AND outcome.state <> 'succeeded' AND outcome.finished_at <= now()""";

    private static final String UNFINISHED = """
            SELECT live.tenant, live.id, live.kind, NULL::text AS fingerprint
            FROM live CROSS JOIN LATERAL (SELECT live.kind AS kind) AS of_kind WHERE live.state = ANY (:states)""";

    private static final String OF_SCHEDULE = """
            (%1$s.id IN (SELECT firing.job FROM firing JOIN schedule ON schedule.id = firing.schedule
                              WHERE schedule.name = :schedule AND firing.tenant = %1$s.tenant AND firing.job IS NOT NULL)
                  OR %1$s.batch IN (SELECT coalesce(firing.batch, analysis.batch) FROM firing JOIN schedule ON schedule.id = firing.schedule
                                    LEFT JOIN analysis ON analysis.id = firing.analysis
                                    WHERE schedule.name = :schedule AND firing.tenant = %1$s.tenant))""";

    private static final String TAGGED = """
            NOT EXISTS (
                SELECT FROM unnest(:tag_names, :tag_values) AS wanted (name, value)
                WHERE NOT EXISTS (
                    SELECT FROM tag
                    WHERE tag.tenant = %1$s.tenant AND tag.name = wanted.name AND tag.value = wanted.value AND tag.id = %1$s.id))""";

    private static final String CREATED = """
            EXISTS (SELECT FROM job WHERE job.tenant = %1$s.tenant AND job.id = %1$s.id
                         AND (:created_after::timestamptz IS NULL OR job.created_at >= :created_after)
                         AND (:created_before::timestamptz IS NULL OR job.created_at < :created_before))""";

    private final BulkRequest request;
    private final @Nullable Integer whose;

    /** @param whose of this tenant only; of all when null */
    Selection(BulkRequest request, @Nullable Integer whose) {
        this.request = request;
        this.whose = whose;
    }

    /** The columns tenant, id, kind and fingerprint. */
    String sql() {
        var filter = request.filter();
        boolean ended = request.action() == Action.REPLAY;
        var table = ended ? "outcome" : "live";
        return (ended ? ENDED : UNFINISHED)
                + (" AND %1$s.id >= :from AND %1$s.id < :until"
                                + (whose == null ? "" : " AND %1$s.tenant = :whose")
                                + (filter.kind() == null ? "" : " AND of_kind.kind = ANY (:kinds)")
                                + (filter.errorGroup() == null ? "" : " AND outcome.fingerprint = :fingerprint")
                                + (filter.finishedAfter() == null ? "" : " AND outcome.finished_at >= :finished_after")
                                + (filter.finishedBefore() == null ? "" : " AND outcome.finished_at < :finished_before")
                                + (filter.batch() == null ? "" : " AND %1$s.batch = :batch")
                                + (filter.schedule() == null ? "" : " AND " + OF_SCHEDULE)
                                + (filter.allTags().isEmpty() ? "" : " AND " + TAGGED)
                                + (isByCreation(filter) ? " AND " + CREATED : ""))
                        .formatted(table);
    }

    private static boolean isByCreation(Filter filter) {
        return filter.createdAfter() != null || filter.createdBefore() != null;
    }

    Query bind(Query query) {
        var filter = request.filter();
        var tags = filter.allTags();
        var batch = filter.inBatch();
        query.bindArray(
                        "states",
                        String.class,
                        request.states().stream().flatMap(Selection::columns).toArray())
                .bind("from", floor(filter.createdAfter(), new UUID(0, 0), -1))
                .bind("until", floor(filter.createdBefore(), new UUID(-1, -1), 1));
        if (whose != null) {
            query.bind("whose", whose);
        }
        if (filter.kind() != null) {
            query.bindArray("kinds", String.class, filter.kind());
        }
        if (filter.errorGroup() != null) {
            query.bind("fingerprint", filter.fingerprint());
        }
        if (filter.finishedAfter() != null) {
            query.bind("finished_after", utc(filter.finishedAfter()));
        }
        if (filter.finishedBefore() != null) {
            query.bind("finished_before", utc(filter.finishedBefore()));
        }
        if (batch != null) {
            query.bind("batch", batch.uuid());
        }
        if (filter.schedule() != null) {
            query.bind("schedule", filter.schedule());
        }
        if (!tags.isEmpty()) {
            query.bind("tag_names", SqlArray.texts(tags.keySet(), name -> name))
                    .bind("tag_values", SqlArray.texts(tags.keySet(), tags::get));
        }
        if (isByCreation(filter)) {
            query.bind("created_after", utc(filter.createdAfter())).bind("created_before", utc(filter.createdBefore()));
        }
        return query;
    }

    private static UUID floor(@Nullable Instant time, UUID otherwise, int spare) {
        return time == null ? otherwise : JobId.floor(time.plus(JobPages.CLOCKS_DIFFER.multipliedBy(spare)));
    }

    /** A dispatched job is on its way; to a client it is queued. */
    private static Stream<String> columns(State state) {
        return state == State.QUEUED ? Stream.of("queued", "dispatched") : Stream.of(state.label());
    }
}
