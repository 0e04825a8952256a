package io.penstock.db.pause;

import static io.penstock.db.database.Columns.utc;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.limit.Limits;
import io.penstock.db.pause.Pause.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The pauses there are. One of a lane is looked up whenever the lane is served, so that a million jobs stay where they are. One of a kind or a
 * tenant is one more limit of its jobs: they wait for it at gates of their own, and the others pass by. One of a limit is the limit, closed.
 */
public final class Pauses {

    /** What is paused already has been paused since then. */
    private static final String PAUSE = """
            INSERT INTO pause (scope, name, tenant, until, reason, paused_by)
            VALUES (:scope, :name, CASE WHEN :scope = 'tenant' THEN (SELECT id FROM tenant WHERE tenant.name = :name) END, :until, :reason, :by)
            ON CONFLICT (limit_name) DO UPDATE
                SET until = excluded.until, reason = excluded.reason, paused_by = excluded.paused_by,
                    paused_at = CASE WHEN pause.until > now() THEN pause.paused_at ELSE now() END""";

    private static final String RESUME = "DELETE FROM pause WHERE scope = :scope AND name = :name AND until > now()";

    private static final String END_EXPIRED = "DELETE FROM pause WHERE until <= now()";

    private static final String ALL = """
            FROM (SELECT scope, name, reason, paused_by, until, paused_at FROM pause
                  UNION ALL
                  SELECT 'limit', name, closed_reason, closed_by, least(closed_until, '9999-12-31T00:00:00Z'), closed_at FROM limit_state
                  WHERE closed_until IS NOT NULL) AS paused
            WHERE until > now()""";

    private static final String ONE = "SELECT * " + ALL + " AND scope = :scope AND name = :name";

    private static final String PAGE = "SELECT * " + ALL + """
             AND (:scope::text IS NULL OR (scope, name) > (:scope, :name)) ORDER BY scope, name LIMIT :size""";

    private static final String OF_JOB = """
            SELECT scope, name, reason, paused_by, until, paused_at FROM pause
            WHERE until > now() AND (scope = 'kind' AND name = :kind OR scope = 'lane' AND name = :lane OR tenant = :tenant) ORDER BY scope""";

    private final Jdbi jdbi;
    private final Limits limits;

    public Pauses(Jdbi jdbi, Limits limits) {
        this.jdbi = jdbi;
        this.limits = limits;
    }

    /** From now on until then; what is paused has another end, and another reason. False when there is no such limit. */
    public boolean pause(Pause.Key key, Instant until, String reason, String by) {
        return key.scope() == Scope.LIMIT
                ? limits.close(key.name(), until, reason, by)
                : limits.changing(handle -> handle.createUpdate(PAUSE)
                        .bind("scope", key.scope().label())
                        .bind("name", key.name())
                        .bind("until", utc(until))
                        .bind("reason", reason)
                        .bind("by", by)
                        .execute());
    }

    /** False when it is not paused. */
    public boolean resume(Pause.Key key) {
        return key.scope() == Scope.LIMIT
                ? find(key).isPresent() && limits.reopen(key.name())
                : limits.changing(handle -> handle.createUpdate(RESUME)
                        .bind("scope", key.scope().label())
                        .bind("name", key.name())
                        .execute());
    }

    /** Forgets those whose time is over, so that their jobs need no gate of their own any more. */
    public boolean endExpired() {
        return limits.changing(handle -> handle.execute(END_EXPIRED));
    }

    public Optional<Pause> find(Pause.Key key) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("scope", key.scope().label())
                .bind("name", key.name())
                .map((row, context) -> Pause.of(row))
                .findOne());
    }

    /** What holds such a job back, besides the pauses of its limits. */
    public List<Pause> of(String kind, Lane lane, int tenant) {
        return jdbi.withHandle(handle -> handle.createQuery(OF_JOB)
                .bind("kind", kind)
                .bind("lane", lane.label())
                .bind("tenant", tenant)
                .map((row, context) -> Pause.of(row))
                .list());
    }

    /** In the order of what is paused, strictly after the given one. */
    public List<Pause> page(Pause.@Nullable Key after, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("scope", after == null ? null : after.scope().label())
                .bind("name", after == null ? null : after.name())
                .bind("size", size)
                .map((row, context) -> Pause.of(row))
                .list());
    }
}
