package io.penstock.db.error;

import io.penstock.db.database.SqlArray;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What failed and is not counted yet. Whoever ends jobs leaves it here; one at a time takes it, and counts it in the transaction that takes
 * it, so nothing is lost and nothing counted twice, whoever dies.
 */
public final class Sightings {

    /** Whoever changes groups has this until his transaction ends. */
    static final String HOLD = "SELECT pg_advisory_xact_lock(hashtext('penstock.errors'))";

    private static final String TRY_HOLD = "SELECT pg_try_advisory_xact_lock(hashtext('penstock.errors'))";

    /** Each counts for its tenant, and for all. */
    private static final String COUNT = """
            WITH taken AS (
                DELETE FROM error_sighting WHERE ctid = ANY (ARRAY(SELECT ctid FROM error_sighting LIMIT :most)) RETURNING *),
            grouped AS (
                INSERT INTO error_group AS known (fingerprint, kind, class, code, message, frame, since)
                SELECT fingerprint, min(kind), min(class), min(code), max(message), min(frame), min(at) FROM taken GROUP BY fingerprint
                ON CONFLICT (fingerprint) DO UPDATE SET message = excluded.message
                WHERE known.message IS NULL AND excluded.message IS NOT NULL),
            met AS (
                SELECT fingerprint, who.tenant, kind, date_trunc('hour', at, 'UTC') AS hour, min(at) AS first, max(at) AS last, sum(count) AS count
                FROM taken CROSS JOIN LATERAL (VALUES (0), (taken.tenant)) AS who (tenant)
                GROUP BY fingerprint, who.tenant, kind, date_trunc('hour', at, 'UTC')),
            counted AS (
                INSERT INTO error_count AS known (fingerprint, tenant, kind, state, first_seen, last_seen, count)
                SELECT fingerprint, tenant, kind, coalesce((SELECT state FROM error_group WHERE error_group.fingerprint = met.fingerprint), 'open'),
                       min(first), max(last), sum(count)
                FROM met GROUP BY fingerprint, tenant, kind
                ON CONFLICT (fingerprint, tenant) DO UPDATE
                SET first_seen = least(known.first_seen, excluded.first_seen), last_seen = greatest(known.last_seen, excluded.last_seen),
                    count = known.count + excluded.count),
            by_hour AS (
                INSERT INTO error_hour AS known (fingerprint, tenant, hour, count) SELECT fingerprint, tenant, hour, sum(count) FROM met
                GROUP BY fingerprint, tenant, hour
                ON CONFLICT (fingerprint, tenant, hour) DO UPDATE SET count = known.count + excluded.count)
            SELECT kind, class, sum(count) AS count, count(*) AS rows, array_agg(DISTINCT fingerprint) AS fingerprints FROM taken GROUP BY kind, class""";

    /** What failed before somebody called it resolved tells nothing new. */
    private static final String REOPEN = """
            WITH reopened AS (
                UPDATE error_group SET state = 'open', since = seen.last_seen, reopened_at = seen.last_seen, reason = NULL
                FROM unnest(:fingerprints) AS counted (fingerprint)
                     JOIN error_count AS seen ON seen.fingerprint = counted.fingerprint AND seen.tenant = 0
                WHERE error_group.fingerprint = counted.fingerprint AND error_group.state = 'resolved' AND seen.last_seen > error_group.since
                RETURNING error_group.fingerprint),
            shown AS (
                UPDATE error_count SET state = 'open' FROM reopened WHERE error_count.fingerprint = reopened.fingerprint)
            SELECT count(*) FROM reopened""";

    private final Jdbi jdbi;

    public Sightings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * What was counted.
     *
     * @param rows how many were taken
     * @param reopened how many groups had been resolved, and are open again
     */
    public record Counted(List<OfKind> kinds, int rows, int reopened) {

        private static final Counted NOTHING = new Counted(List.of(), 0, 0);
    }

    /** So many jobs of a kind failed with this class. */
    public record OfKind(String kind, String failureClass, long count) {}

    private record Part(OfKind ofKind, int rows, List<String> fingerprints) {}

    /** Counts so many of them at most; none while somebody else does. */
    public Counted count(int most) {
        return jdbi.inTransaction(handle -> {
            boolean held = handle.createQuery(TRY_HOLD).mapTo(Boolean.class).one();
            return held ? count(handle, most) : Counted.NOTHING;
        });
    }

    private static Counted count(Handle handle, int most) {
        var parts = handle.createQuery(COUNT)
                .bind("most", most)
                .map((row, context) -> new Part(
                        new OfKind(row.getString("kind"), row.getString("class"), row.getLong("count")),
                        row.getInt("rows"),
                        List.of((String[]) row.getArray("fingerprints").getArray())))
                .list();
        if (parts.isEmpty()) {
            return Counted.NOTHING;
        }
        var fingerprints =
                parts.stream().flatMap(part -> part.fingerprints.stream()).toList();
        int reopened = handle.createQuery(REOPEN)
                .bind("fingerprints", SqlArray.texts(fingerprints, fingerprint -> fingerprint))
                .mapTo(Integer.class)
                .one();
        return new Counted(
                parts.stream().map(Part::ofKind).toList(),
                parts.stream().mapToInt(Part::rows).sum(),
                reopened);
    }
}
