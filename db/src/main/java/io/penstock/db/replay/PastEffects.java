package io.penstock.db.replay;

import io.penstock.db.database.SqlArray;
import io.penstock.db.replay.Replayed.EffectsHad;
import io.penstock.db.replay.Replayed.NoSuchEffects;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What earlier runs did, and which of it the next one may do once more. */
final class PastEffects {

    /** Those that have a receipt and those of which nobody knows; a step of the handler's own is none. */
    private static final String HAD = """
            SELECT job, key FROM effect
            WHERE job = ANY (:jobs::uuid[]) AND (receipt IS NULL OR receipt_at > intent_at) ORDER BY job, key""";

    /** With another payload, what steps came to is out of date too. */
    private static final String SET_ASIDE = """
            WITH i AS (SELECT * FROM unnest(:jobs::uuid[], :keys, :runs) AS i (job, key, run)),
            again AS (
                DELETE FROM effect USING i WHERE effect.job = i.job AND (i.key IS NULL OR effect.key = i.key) RETURNING effect.*, i.run AS until)
            INSERT INTO past_effect (job, key, until, run, attempt, intent_at, receipt, receipt_at)
            SELECT job, key, until, run, attempt, intent_at, receipt, receipt_at FROM again""";

    private PastEffects() {}

    /** What speaks against those replays that something does. */
    static Map<UUID, Replayed> refuse(Handle handle, List<Chosen> jobs) {
        var asking = jobs.stream()
                .filter(one ->
                        one.wanted().edited() != null || !one.wanted().repeat().isEmpty())
                .toList();
        if (asking.isEmpty()) {
            return Map.of();
        }
        var had = handle.createQuery(HAD)
                .bind("jobs", SqlArray.texts(asking, Chosen::uuid))
                .map((row, context) -> Map.entry(row.getObject("job", UUID.class), row.getString("key")))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toCollection(TreeSet::new))));
        var refused = new HashMap<UUID, Replayed>();
        for (var one : asking) {
            Set<String> of = had.getOrDefault(one.uuid(), new TreeSet<>());
            var unknown = without(one.wanted().repeat(), of);
            var kept = without(of, one.wanted().repeat());
            if (!unknown.isEmpty()) {
                refused.put(one.uuid(), new NoSuchEffects(unknown));
            } else if (one.wanted().edited() != null && !kept.isEmpty()) {
                refused.put(one.uuid(), new EffectsHad(kept));
            }
        }
        return refused;
    }

    private static List<String> without(Set<String> keys, Set<String> others) {
        var left = new HashSet<>(keys);
        left.removeAll(others);
        return left.stream().sorted().toList();
    }

    /** Lets the next runs do what they were told to do once more. */
    static void set(Handle handle, List<Chosen> jobs) {
        var again = jobs.stream()
                .flatMap(one -> one.wanted().edited() != null
                        ? Stream.of(new Again(one, null))
                        : one.wanted().repeat().stream().map(key -> new Again(one, key)))
                .toList();
        if (!again.isEmpty()) {
            handle.createUpdate(SET_ASIDE)
                    .bind("jobs", SqlArray.texts(again, one -> one.job.uuid()))
                    .bind("keys", SqlArray.texts(again, Again::key))
                    .bind("runs", SqlArray.ints(again, one -> one.job.job().run()))
                    .execute();
        }
    }

    /** @param key all of its effects and steps when there is none */
    private record Again(Chosen job, @Nullable String key) {}
}
