package io.penstock.db.error;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.utc;

import io.penstock.db.error.ErrorGroup.State;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Reading the groups, and what people decide of them. Who reads for a tenant sees what its jobs came to, and who reads for null sees all
 * tenants. What is read was counted before: nothing here goes through the jobs.
 */
public final class ErrorGroups {

    /** In the place of a tenant. */
    private static final int ALL = 0;

    private static final String COLUMNS = """
            SELECT error_group.*, seen.first_seen, seen.last_seen, seen.count,
                   CASE WHEN :tenant = 0 THEN (
                       SELECT count(*) FROM error_count AS one WHERE one.fingerprint = error_group.fingerprint AND one.tenant <> 0)
                   ELSE 1 END AS tenants
            """;

    private static final String ONE = COLUMNS + """
            FROM error_group JOIN error_count AS seen ON seen.fingerprint = error_group.fingerprint AND seen.tenant = :tenant
            WHERE error_group.fingerprint = :fingerprint""";

    private static final String PAGE = COLUMNS + """
            FROM (SELECT * FROM error_count
                  WHERE tenant = :tenant AND %s AND (:kind::text IS NULL OR kind = :kind)
                    AND (last_seen, fingerprint) < (coalesce(:before::timestamptz, 'infinity'), coalesce(:fingerprint, ''))
                  ORDER BY last_seen DESC, fingerprint DESC LIMIT :size) AS seen
            JOIN error_group ON error_group.fingerprint = seen.fingerprint
            ORDER BY seen.last_seen DESC, seen.fingerprint DESC""";

    private static final String PAGE_OF_A_STATE = PAGE.formatted("state = (:states)[1]");
    private static final String PAGE_OF_MORE = PAGE.formatted("(cardinality(:states) = 0 OR state = ANY (:states))");

    private static final String HOURS = """
            SELECT hour, count FROM error_hour
            WHERE fingerprint = :fingerprint AND tenant = :tenant AND hour >= coalesce(:since::timestamptz, now() - interval '7 days')
            ORDER BY hour""";

    private static final String TENANTS = """
            SELECT tenant.name, seen.count FROM (
                SELECT * FROM error_count WHERE fingerprint = :fingerprint AND tenant <> 0 AND (:tenant = 0 OR tenant = :tenant)
                ORDER BY count DESC, tenant LIMIT :most) AS seen
            JOIN tenant ON tenant.id = seen.tenant
            ORDER BY seen.count DESC, tenant.id""";

    /** Of each of the tenants that had it last, so that those of many tenants need not be put in order. */
    private static final String SAMPLE = """
            SELECT job.id FROM (
                SELECT tenant FROM error_count WHERE fingerprint = :fingerprint AND tenant <> 0 AND (:tenant = 0 OR tenant = :tenant)
                ORDER BY last_seen DESC LIMIT :most) AS seen
            CROSS JOIN LATERAL (
                SELECT id FROM outcome WHERE outcome.fingerprint = :fingerprint AND outcome.tenant = seen.tenant
                ORDER BY id DESC LIMIT :most) AS job
            ORDER BY job.id DESC LIMIT :most""";

    private static final String DECIDE = """
            WITH decided AS (
                UPDATE error_group SET state = :state, since = now(), reason = :reason, reopened_at = NULL WHERE fingerprint = :fingerprint)
            UPDATE error_count SET state = :state WHERE fingerprint = :fingerprint""";

    /** The counts of all tenants are as new as the newest, so a group goes with the last of them. */
    private static final String PRUNE = """
            WITH hours AS (
                DELETE FROM error_hour WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM error_hour WHERE hour < now() - make_interval(days => :days) ORDER BY hour LIMIT :most)) RETURNING 1),
            counts AS (
                DELETE FROM error_count WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM error_count WHERE last_seen < now() - make_interval(days => :days) LIMIT :most)) RETURNING fingerprint, tenant),
            groups AS (
                DELETE FROM error_group USING counts WHERE counts.tenant = 0 AND error_group.fingerprint = counts.fingerprint)
            SELECT greatest((SELECT count(*) FROM hours), (SELECT count(*) FROM counts))""";

    private final Jdbi jdbi;

    public ErrorGroups(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Where a page begins: behind the group that was last seen then. */
    public record Position(Instant lastSeen, ErrorGroupId id) {}

    /** Those last seen first, strictly behind the position. Nothing set means all. */
    public List<ErrorGroup> page(
            @Nullable Integer tenant, Set<State> states, @Nullable String kind, @Nullable Position behind, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(states.size() == 1 ? PAGE_OF_A_STATE : PAGE_OF_MORE)
                .bind("tenant", orAll(tenant))
                .bindArray(
                        "states",
                        String.class,
                        states.stream().map(State::label).toList())
                .bind("kind", kind)
                .bind("before", behind == null ? null : utc(behind.lastSeen))
                .bind("fingerprint", behind == null ? null : behind.id.fingerprint())
                .bind("size", size)
                .map((row, context) -> ErrorGroup.of(row))
                .list());
    }

    public Optional<ErrorGroup> find(@Nullable Integer tenant, ErrorGroupId id) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("tenant", orAll(tenant))
                .bind("fingerprint", id.fingerprint())
                .map((row, context) -> ErrorGroup.of(row))
                .findOne());
    }

    /** How many were seen in the hour that begins then. */
    public record OfHour(Instant at, long count) {}

    /** Those that have any, from the first one on; of the last seven days unless a time is given. */
    public List<OfHour> hours(@Nullable Integer tenant, ErrorGroupId id, @Nullable Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery(HOURS)
                .bind("tenant", orAll(tenant))
                .bind("fingerprint", id.fingerprint())
                .bind("since", utc(since))
                .map((row, context) -> new OfHour(time(row, "hour"), row.getLong("count")))
                .list());
    }

    /** How many a tenant had. */
    public record OfTenant(String tenant, long count) {}

    /** Those that had most of them first. */
    public List<OfTenant> tenants(@Nullable Integer tenant, ErrorGroupId id, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(TENANTS)
                .bind("tenant", orAll(tenant))
                .bind("fingerprint", id.fingerprint())
                .bind("most", most)
                .map((row, context) -> new OfTenant(row.getString("name"), row.getLong("count")))
                .list());
    }

    /** Some of the jobs that ended with it, the newest first. */
    public List<JobId> sample(@Nullable Integer tenant, ErrorGroupId id, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(SAMPLE)
                .bind("tenant", orAll(tenant))
                .bind("fingerprint", id.fingerprint())
                .bind("most", most)
                .mapTo(UUID.class)
                .map(JobId::new)
                .list());
    }

    /** resolve, ignore or reopen: it is in this state from now on, for all tenants. False when there is no such group. */
    public boolean decide(ErrorGroupId id, State state, String reason) {
        return jdbi.inTransaction(handle -> {
            handle.execute(Sightings.HOLD);
            return handle.createUpdate(DECIDE)
                            .bind("fingerprint", id.fingerprint())
                            .bind("state", state.label())
                            .bind("reason", reason)
                            .execute()
                    > 0;
        });
    }

    /** Drops hours that are older, and groups that were not seen for so long; about how many there were. */
    public int prune(int days, int most) {
        return jdbi.inTransaction(handle -> {
            handle.execute(Sightings.HOLD);
            return handle.createQuery(PRUNE)
                    .bind("days", days)
                    .bind("most", most)
                    .mapTo(Integer.class)
                    .one();
        });
    }

    private static int orAll(@Nullable Integer tenant) {
        return tenant == null ? ALL : tenant;
    }
}
