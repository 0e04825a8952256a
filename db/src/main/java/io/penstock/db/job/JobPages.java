package io.penstock.db.job;

import static io.penstock.db.database.Columns.utc;

import io.penstock.db.database.SqlArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Lists of jobs, page by page. A page looks at so many at most, however few of them fit, so that none takes long. */
public final class JobPages {

    /** The id carries the time of the api's clock, created_at that of the database: the id narrows, with this to spare, and created_at decides. */
    public static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    /** How many jobs a page looks at. */
    private static final int WINDOW = 5000;

    /**
     * From the table that holds the fewest jobs which may fit, so that rare ones are found soon. What is looked at is read as far as somebody asks
     * for it; where the window ends is asked only when not enough of it fit.
     */
    private static final String PAGE = """
            WITH looked AS MATERIALIZED (
                SELECT tenant, id FROM %1$s WHERE tenant = :tenant AND id < :before AND id >= :after AND %2$s
                ORDER BY id DESC LIMIT :window),
            fit AS MATERIALIZED (
                SELECT looked.tenant, looked.id
                FROM looked JOIN job ON job.tenant = ANY (ARRAY[looked.tenant]) AND job.id = ANY (ARRAY[looked.id])
                     LEFT JOIN live ON live.id = ANY (ARRAY[looked.id])
                     LEFT JOIN outcome ON outcome.tenant = ANY (ARRAY[looked.tenant]) AND outcome.id = ANY (ARRAY[looked.id])
                WHERE (:kind::text IS NULL OR job.kind = :kind)
                  AND (:created_after::timestamptz IS NULL OR job.created_at >= :created_after)
                  AND (:created_before::timestamptz IS NULL OR job.created_at < :created_before)
                  AND (:tagged OR NOT EXISTS (
                    SELECT FROM unnest(:tag_names, :tag_values) AS wanted (name, value)
                    WHERE NOT EXISTS (
                        SELECT FROM tag
                        WHERE tag.tenant = looked.tenant AND tag.name = wanted.name AND tag.value = wanted.value AND tag.id = looked.id)))
                  AND (cardinality(:states) = 0 OR coalesce(live.state, outcome.state) = ANY (:states))
                ORDER BY looked.id DESC LIMIT :size)
            SELECT found.*, CASE WHEN (SELECT count(*) FROM fit) < :size THEN
                                (SELECT id FROM looked ORDER BY id DESC OFFSET :window - 1 LIMIT 1) END AS looked_until
            FROM (SELECT) AS once LEFT JOIN (
            """ + Jobs.COLUMNS + """
                FROM fit JOIN job ON job.tenant = ANY (ARRAY[fit.tenant]) AND job.id = ANY (ARRAY[fit.id])
                     LEFT JOIN live ON live.id = ANY (ARRAY[job.id])
                     LEFT JOIN outcome ON outcome.tenant = ANY (ARRAY[job.tenant]) AND outcome.id = ANY (ARRAY[job.id])
                     LEFT JOIN progress ON progress.job = ANY (ARRAY[job.id])
            """ + Jobs.HELD + """
            ) AS found ON TRUE
            ORDER BY found.id DESC""";

    private enum From {
        /** Who fails is rarer than who has a tag. */
        ERROR_GROUP("outcome", "fingerprint = :error_group"),
        TAG("tag", "name = (:tag_names)[1] AND value = (:tag_values)[1]"),
        LIVE("live", "TRUE"),
        NOT_SUCCEEDED("outcome", "state <> 'succeeded'"),
        ALL("job", "TRUE");

        private final String page;

        From(String table, String rule) {
            this.page = PAGE.formatted(table, rule);
        }

        static From of(JobFilter filter) {
            var states = filter.states();
            if (filter.errorGroup() != null) {
                return ERROR_GROUP;
            } else if (!filter.tags().isEmpty()) {
                return TAG;
            } else if (!states.isEmpty() && states.stream().noneMatch(State::isFinal)) {
                return LIVE;
            } else if (!states.isEmpty() && states.stream().allMatch(s -> s.isFinal() && s != State.SUCCEEDED)) {
                return NOT_SUCCEEDED;
            } else {
                return ALL;
            }
        }
    }

    private final Jdbi jdbi;
    private final int window;

    public JobPages(Jdbi jdbi) {
        this(jdbi, WINDOW);
    }

    JobPages(Jdbi jdbi, int window) {
        this.jdbi = jdbi;
        this.window = window;
    }

    /**
     * Some of a list. It may be short, or empty, and still have a next one.
     *
     * @param next the jobs older than this one come next; none when that was all
     */
    public record Page(List<Job> jobs, @Nullable JobId next) {}

    /** The newest first, strictly older than the given id. */
    public Page page(int tenant, JobFilter filter, @Nullable JobId olderThan, int size) {
        var group = filter.errorGroup();
        var from = From.of(filter);
        var until = new UUID[1];
        var jobs = new ArrayList<Job>();
        jdbi.useHandle(handle -> handle.createQuery(from.page)
                .bind("tenant", tenant)
                .bind("before", before(filter, olderThan))
                .bind(
                        "after",
                        filter.createdAfter() == null
                                ? new UUID(0, 0)
                                : JobId.floor(filter.createdAfter().minus(CLOCKS_DIFFER)))
                .bind("created_after", utc(filter.createdAfter()))
                .bind("created_before", utc(filter.createdBefore()))
                .bind("kind", filter.kind())
                .bind("error_group", group == null ? null : group.fingerprint())
                .bindArray(
                        "states",
                        String.class,
                        filter.states().stream().flatMap(JobPages::columns).toList())
                .bind("window", window)
                .bind("size", size + 1)
                .bind("tagged", from == From.TAG && filter.tags().size() == 1)
                .bind("tag_names", SqlArray.texts(filter.tags().keySet(), name -> name))
                .bind("tag_values", SqlArray.texts(filter.tags().keySet(), filter.tags()::get))
                .map((row, context) -> {
                    until[0] = row.getObject("looked_until", UUID.class);
                    return row.getObject("id") == null || jobs.add(Jobs.job(row));
                })
                .list());
        if (jobs.size() > size) {
            jobs.removeLast();
            return new Page(jobs, jobs.getLast().id());
        }
        return new Page(jobs, until[0] == null ? null : new JobId(until[0]));
    }

    private static UUID before(JobFilter filter, @Nullable JobId olderThan) {
        var end = filter.createdBefore() == null
                ? new UUID(-1, -1)
                : JobId.floor(filter.createdBefore().plus(CLOCKS_DIFFER));
        return olderThan == null
                        || Long.compareUnsigned(olderThan.uuid().getMostSignificantBits(), end.getMostSignificantBits())
                                > 0
                ? end
                : olderThan.uuid();
    }

    private static Stream<String> columns(State state) {
        return state == State.QUEUED ? Stream.of("queued", "dispatched") : Stream.of(state.label());
    }
}
