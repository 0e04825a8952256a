package io.penstock.db.gate;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The jobs that must not overlap with others of their concurrency key. One that may not go yet is put aside, so that it holds up nobody else,
 * and comes back when there is room. One dispatcher at a time decides this, for one transaction.
 */
final class Keys {

    /** Any number will do that nobody else locks. */
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(7468736)";

    private static final String ON_THEIR_WAY = """
            SELECT asked.tenant, asked.key,
                   (SELECT count(*) FROM live WHERE live.tenant = asked.tenant AND live.key = asked.key AND live.gate > 0
                                              AND live.state IN ('dispatched', 'running')) AS jobs
            FROM unnest(:tenants, :keys) AS asked (tenant, key)""";

    /** Those before which fewer jobs of their key are left than may be on their way. */
    private static final String IN_ORDER = """
            SELECT asked.id FROM unnest(:ids::uuid[]) AS asked (id) JOIN live ON live.id = ANY (ARRAY[asked.id])
            WHERE live.key_max > (SELECT count(*) FROM (
                SELECT FROM live AS before
                WHERE before.tenant = live.tenant AND before.key = live.key AND before.gate < 0 AND before.key_nr < live.key_nr
                UNION ALL
                SELECT FROM live AS before
                WHERE before.tenant = live.tenant AND before.key = live.key AND before.gate > 0 AND before.key_nr < live.key_nr
                LIMIT live.key_max) AS before)""";

    private static final String PUT_ASIDE = """
            UPDATE live SET gate = -gate WHERE id = ANY (:ids::uuid[]) AND gate > 0 AND state = 'queued'""";

    /** Goes from key to key, and lets the first job of each come back for which there is room. */
    private static final String BRING_BACK = """
            WITH RECURSIVE waiting AS (
                (SELECT tenant, key, 1 AS nr FROM live WHERE gate < 0 AND (tenant, key) > (:tenant, :key) ORDER BY tenant, key LIMIT 1)
                UNION ALL
                SELECT next.tenant, next.key, waiting.nr + 1 FROM waiting CROSS JOIN LATERAL (
                    SELECT live.tenant, live.key FROM live
                    WHERE live.gate < 0 AND (live.tenant, live.key) > (waiting.tenant, waiting.key)
                    ORDER BY live.tenant, live.key LIMIT 1) AS next
                WHERE waiting.nr < :most),
            back AS (
                UPDATE live SET gate = -gate
                WHERE ctid = ANY (ARRAY(
                        SELECT first.ctid FROM waiting CROSS JOIN LATERAL (
                            SELECT live.ctid, live.key_max, live.key_nr, live.key_ordered FROM live
                            WHERE live.gate < 0 AND live.tenant = waiting.tenant AND live.key = waiting.key ORDER BY live.key_nr LIMIT 1) AS first
                        WHERE first.key_max > (SELECT count(*) FROM (
                            SELECT FROM live
                            WHERE live.tenant = waiting.tenant AND live.key = waiting.key AND live.gate > 0
                              AND (live.state IN ('queued', 'dispatched', 'running') OR first.key_ordered AND live.key_nr < first.key_nr)
                            LIMIT first.key_max) AS before)))
                  AND gate < 0
                RETURNING gate, priority, place)
            SELECT last.tenant, last.key, last.nr, back.gate, back.priority, back.place
            FROM (SELECT * FROM waiting ORDER BY nr DESC LIMIT 1) AS last LEFT JOIN back ON TRUE""";

    private final Handle handle;

    Keys(Handle handle) {
        this.handle = handle;
    }

    /** A tenant's key. */
    record Key(int tenant, String key) {}

    /** For the rest of the transaction; false when another dispatcher has it. */
    boolean lock() {
        return handle.createQuery(LOCK).mapTo(Boolean.class).one();
    }

    Map<Key, Integer> onTheirWay(Set<Key> keys) {
        var jobs = new HashMap<Key, Integer>();
        handle.createQuery(ON_THEIR_WAY)
                .bind("tenants", SqlArray.ints(keys, Key::tenant))
                .bind("keys", SqlArray.texts(keys, Key::key))
                .map((row, context) ->
                        Map.entry(new Key(row.getInt("tenant"), row.getString("key")), row.getInt("jobs")))
                .forEach(entry -> jobs.put(entry.getKey(), entry.getValue()));
        return jobs;
    }

    /** Those of these jobs that do not wait for an earlier one. */
    Set<JobId> inOrder(Collection<JobId> jobs) {
        return handle.createQuery(IN_ORDER).bind("ids", SqlArray.texts(jobs, JobId::uuid)).mapTo(UUID.class).stream()
                .map(JobId::new)
                .collect(Collectors.toSet());
    }

    void putAside(List<JobId> jobs) {
        if (!jobs.isEmpty()) {
            handle.createUpdate(PUT_ASIDE)
                    .bind("ids", SqlArray.texts(jobs, JobId::uuid))
                    .execute();
        }
    }

    /** Where a sweep over the keys is. */
    record Sweep(Key after, boolean foundSome) {
        static final Sweep FIRST = new Sweep(new Key(0, ""), false);
    }

    /** Lets jobs come back for which there is room, of the next so many keys. */
    Sweep bringBack(Gates gates, Sweep sweep, int most) {
        return handle
                .createQuery(BRING_BACK)
                .bind("tenant", sweep.after.tenant)
                .bind("key", sweep.after.key)
                .bind("most", most)
                .map((row, context) -> {
                    if (row.getInt("gate") > 0) {
                        gates.isAt(row.getInt("gate"), row.getInt("priority"), row.getLong("place"));
                    }
                    return row.getInt("nr") < most
                            ? Sweep.FIRST.after
                            : new Key(row.getInt("tenant"), row.getString("key"));
                })
                .list()
                .stream()
                .findFirst()
                .map(last -> new Sweep(last, true))
                .orElse(new Sweep(Sweep.FIRST.after, !sweep.after.equals(Sweep.FIRST.after)));
    }
}
