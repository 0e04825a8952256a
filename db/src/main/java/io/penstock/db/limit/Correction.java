package io.penstock.db.limit;

import static io.penstock.db.database.Columns.time;

import io.penstock.db.database.SqlArray;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * That a job took something else of a limit than what was set aside for it.
 *
 * @param at when it was set aside
 * @param delta so much more, or so much less
 */
record Correction(String name, Instant at, long delta) {

    private static final String READ = "SELECT name, at, delta FROM correction WHERE name = ANY (:names)";
    private static final String TAKE = "DELETE FROM correction WHERE name = ANY (:names) RETURNING name, at, delta";

    /** Those of these limits that are to be corrected, as they are then. */
    static List<Limit> read(Handle handle, Collection<Limit> limits) {
        return correct(handle, READ, limits);
    }

    /** The same for limits that this transaction has locked and will keep so. */
    static List<Limit> take(Handle handle, Collection<Limit> limits) {
        return correct(handle, TAKE, limits);
    }

    private static List<Limit> correct(Handle handle, String statement, Collection<Limit> limits) {
        var corrected = new HashMap<String, Limit>();
        var before =
                limits.stream().filter(Limit::isCorrected).collect(Collectors.toMap(Limit::name, Function.identity()));
        if (!before.isEmpty()) {
            handle.createQuery(statement)
                    .bind("names", SqlArray.texts(before.keySet(), name -> name))
                    .map((row, context) -> new Correction(row.getString("name"), time(row, "at"), row.getLong("delta")))
                    .forEach(one -> corrected.compute(
                            one.name,
                            (name, limit) -> Objects.requireNonNull(limit == null ? before.get(name) : limit)
                                    .corrected(one)));
        }
        return List.copyOf(corrected.values());
    }
}
