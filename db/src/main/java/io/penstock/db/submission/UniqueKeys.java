package io.penstock.db.submission;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submitted.Deduplicated;
import io.penstock.db.submission.Terms.Unique;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The unique keys: which job has one, until its window closes or, without a window, until it ends. */
public final class UniqueKeys {

    private static final String TAKE = """
            INSERT INTO uniqueness AS held (tenant, kind, key, job, until)
            SELECT tenant, kind, key, id, coalesce(now() + make_interval(secs => seconds), 'infinity')
            FROM unnest(:tenants, :kinds, :keys, :ids::uuid[], :seconds) AS i (tenant, kind, key, id, seconds)
            ON CONFLICT (tenant, kind, key) DO UPDATE SET job = excluded.job, until = excluded.until WHERE held.until <= now()
            RETURNING job""";

    /** A statement later than the one that found the key taken, so that it sees the job of whoever took it. */
    private static final String HOLDERS = """
            SELECT i.id, held.job, held.until = 'infinity' AND NOT EXISTS (SELECT FROM live WHERE live.id = ANY (ARRAY[held.job])) AS ended
            FROM unnest(:tenants, :kinds, :keys, :ids::uuid[]) AS i (tenant, kind, key, id)
            JOIN uniqueness AS held ON held.tenant = i.tenant AND held.kind = i.kind AND held.key = i.key""";

    /** Whoever comes second finds another job there and looks again. */
    private static final String LET_GO = """
            UPDATE uniqueness AS held SET until = '-infinity'
            FROM unnest(:tenants, :kinds, :keys, :holders::uuid[]) AS i (tenant, kind, key, holder)
            WHERE held.tenant = i.tenant AND held.kind = i.kind AND held.key = i.key AND held.job = i.holder""";

    private UniqueKeys() {}

    /** The jobs that stand in for those whose key is held. */
    public static Map<UUID, Deduplicated> take(Handle handle, List<Submission> submissions) {
        var standIns = new HashMap<UUID, Deduplicated>();
        var waiting = firstOfEach(submissions, standIns);
        while (!waiting.isEmpty()) {
            var taken = new HashSet<>(bind(handle.createQuery(TAKE), waiting)
                    .bind("seconds", SqlArray.doubles(waiting, s -> seconds(unique(s))))
                    .mapTo(UUID.class)
                    .list());
            waiting =
                    waiting.stream().filter(s -> !taken.contains(s.id().uuid())).toList();
            waiting = waiting.isEmpty() ? waiting : askHolders(handle, waiting, standIns);
        }
        chain(standIns);
        return standIns;
    }

    /** One of each key, in the order of the keys, so that two transactions cannot wait for each other; the first stands in for the others. */
    private static List<Submission> firstOfEach(List<Submission> submissions, Map<UUID, Deduplicated> standIns) {
        var first = new TreeMap<Key, Submission>();
        for (var submission : submissions) {
            if (submission.terms().unique() != null) {
                var earlier = first.putIfAbsent(Key.of(submission), submission);
                if (earlier != null) {
                    standIns.put(submission.id().uuid(), new Deduplicated(earlier.id()));
                }
            }
        }
        return List.copyOf(first.values());
    }

    /** Returns those whose key's job has ended: its key is let go, and they try again. */
    private static List<Submission> askHolders(
            Handle handle, List<Submission> waiting, Map<UUID, Deduplicated> standIns) {
        var holders = new HashMap<UUID, Holder>();
        bind(handle.createQuery(HOLDERS), waiting)
                .map((row, context) -> new Holder(
                        row.getObject("id", UUID.class),
                        new JobId(row.getObject("job", UUID.class)),
                        row.getBoolean("ended")))
                .forEach(holder -> holders.put(holder.asked, holder));
        var again = new ArrayList<Submission>();
        for (var submission : waiting) {
            var holder = holders.get(submission.id().uuid());
            if (holder == null || holder.ended) {
                again.add(submission);
            } else {
                standIns.put(submission.id().uuid(), new Deduplicated(holder.job));
            }
        }
        var ended =
                again.stream().filter(s -> holders.containsKey(s.id().uuid())).toList();
        if (!ended.isEmpty()) {
            bind(handle.createUpdate(LET_GO), ended)
                    .bind(
                            "holders",
                            SqlArray.texts(
                                    ended,
                                    s -> Objects.requireNonNull(holders.get(s.id().uuid()))
                                            .job
                                            .uuid()))
                    .execute();
        }
        return again;
    }

    private record Holder(UUID asked, JobId job, boolean ended) {}

    /** Who stands in for another in this transaction may have a stand-in itself. */
    private static void chain(Map<UUID, Deduplicated> standIns) {
        standIns.replaceAll(
                (asked, standIn) -> standIns.getOrDefault(standIn.id().uuid(), standIn));
    }

    private record Key(int tenant, String kind, String key) implements Comparable<Key> {

        static Key of(Submission s) {
            return new Key(s.tenant(), scope(s), unique(s).key());
        }

        @Override
        public int compareTo(Key other) {
            return Comparator.comparingInt(Key::tenant)
                    .thenComparing(Key::kind)
                    .thenComparing(Key::key)
                    .compare(this, other);
        }
    }

    private static <S extends SqlStatement<S>> S bind(S statement, List<Submission> waiting) {
        return statement
                .bind("tenants", SqlArray.ints(waiting, Submission::tenant))
                .bind("kinds", SqlArray.texts(waiting, UniqueKeys::scope))
                .bind("keys", SqlArray.texts(waiting, s -> unique(s).key()))
                .bind("ids", SqlArray.texts(waiting, s -> s.id().uuid()));
    }

    private static String scope(Submission s) {
        return unique(s).perKind() ? s.kind().name() : "";
    }

    private static @org.jspecify.annotations.Nullable Double seconds(Unique unique) {
        var window = unique.window();
        return window == null ? null : window.toMillis() / 1000.0;
    }

    private static Unique unique(Submission submission) {
        return Objects.requireNonNull(submission.terms().unique());
    }
}
