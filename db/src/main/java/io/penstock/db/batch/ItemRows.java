package io.penstock.db.batch;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.BatchId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submitted;
import io.penstock.db.submission.Submitted.Deduplicated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of a batch's items, within a transaction that adds to them. */
final class ItemRows {

    /** What is there already stays as it is: the same line, or another one with the same custom_id. */
    private static final String WRITE = """
            INSERT INTO batch_item (batch, nr, custom_id, job, content, error)
            SELECT :batch, nr, custom_id, job, content, error::json
            FROM unnest(:nrs, :custom_ids, :jobs::uuid[], :contents, :errors) AS i (nr, custom_id, job, content, error)
            ON CONFLICT DO NOTHING
            RETURNING nr""";

    private static final String FOUND = """
            SELECT i.nr, own.content IS NOT NULL AS taken, own.content IS NOT DISTINCT FROM i.content AS same,
                   named.nr AS named_nr, named.content IS NOT DISTINCT FROM i.content AS named_same
            FROM unnest(:nrs, :custom_ids, :contents) AS i (nr, custom_id, content)
            LEFT JOIN batch_item AS own ON own.batch = :batch AND own.nr = i.nr
            LEFT JOIN batch_item AS named ON named.batch = :batch AND named.custom_id = i.custom_id AND named.error IS NULL""";

    private static final String STAND_IN = """
            UPDATE batch_item SET job = i.job, deduplicated = true FROM unnest(:nrs, :jobs::uuid[]) AS i (nr, job)
            WHERE batch_item.batch = :batch AND batch_item.nr = i.nr""";

    private final Handle handle;
    private final UUID batch;

    ItemRows(Handle handle, BatchId batch) {
        this.handle = handle;
        this.batch = batch.uuid();
    }

    /** Returns the numbers of those that were not there. */
    Set<Integer> write(List<NewItem> items) {
        return write(items, ItemRows::error);
    }

    private Set<Integer> write(List<NewItem> items, Function<NewItem, @Nullable ItemError> error) {
        return new HashSet<>(handle.createQuery(WRITE)
                .bind("batch", batch)
                .bind("nrs", SqlArray.ints(items, NewItem::nr))
                .bind("custom_ids", SqlArray.texts(items, NewItem::customId))
                .bind("contents", SqlArray.bytes(items, NewItem::content))
                .bind("jobs", SqlArray.texts(items, item -> error.apply(item) == null ? job(item) : null))
                .bind("errors", SqlArray.texts(items, item -> json(error.apply(item))))
                .mapTo(Integer.class)
                .list());
    }

    private static @Nullable UUID job(NewItem item) {
        return switch (item.job()) {
            case Read.Valid<Submission> valid -> valid.value().id().uuid();
            case Read.Invalid<Submission> invalid -> null;
        };
    }

    private static @Nullable ItemError error(NewItem item) {
        return switch (item.job()) {
            case Read.Valid<Submission> valid -> null;
            case Read.Invalid<Submission> invalid -> ItemError.invalid(invalid.violations());
        };
    }

    private static @Nullable String json(@Nullable ItemError error) {
        return error == null ? null : Json.write(error);
    }

    /** Of those that could not be written, the ones that differ from what is there. A second use of a custom_id becomes an invalid item. */
    List<RefusedItem> conflicts(List<NewItem> items) {
        var found = find(items);
        write(
                items.stream().filter(item -> at(found, item).isRepetition()).toList(),
                item -> ItemError.reused(at(found, item).namedNr));
        var conflicts = new ArrayList<RefusedItem>();
        for (var item : items) {
            var error = at(found, item).conflict();
            if (error != null) {
                conflicts.add(new RefusedItem(item.nr(), item.customId(), error));
            }
        }
        return conflicts;
    }

    private Map<Integer, Found> find(List<NewItem> items) {
        var found = new HashMap<Integer, Found>();
        handle.createQuery(FOUND)
                .bind("batch", batch)
                .bind("nrs", SqlArray.ints(items, NewItem::nr))
                .bind("custom_ids", SqlArray.texts(items, NewItem::customId))
                .bind("contents", SqlArray.bytes(items, NewItem::content))
                .map((row, context) -> new Found(
                        row.getInt("nr"),
                        row.getBoolean("taken"),
                        row.getBoolean("same"),
                        row.getInt("named_nr"),
                        row.getBoolean("named_same")))
                .forEach(there -> found.put(there.nr, there));
        return found;
    }

    private static Found at(Map<Integer, Found> found, NewItem item) {
        return Objects.requireNonNull(found.get(item.nr()));
    }

    /**
     * What is there instead of an item.
     *
     * @param taken whether its number is
     * @param same whether it is the item itself
     * @param namedNr which item has its custom_id; 0 if none
     */
    private record Found(int nr, boolean taken, boolean same, int namedNr, boolean namedSame) {

        /** The same request had this custom_id before. */
        boolean isRepetition() {
            return !taken && namedNr != 0 && namedNr < nr;
        }

        @Nullable
        ItemError conflict() {
            if (same || isRepetition() || (namedSame && namedNr > nr)) {
                return null;
            }
            return namedNr == 0 || namedNr == nr ? ItemError.changed() : ItemError.reused(namedNr);
        }
    }

    /** Those whose unique key another job has. */
    void pointToStandIns(List<NewItem> items, List<Submitted> answers) {
        var nrs = new ArrayList<Integer>();
        var standIns = new ArrayList<UUID>();
        for (int i = 0; i < items.size(); i++) {
            if (answers.get(i) instanceof Deduplicated first) {
                nrs.add(items.get(i).nr());
                standIns.add(first.id().uuid());
            }
        }
        if (!nrs.isEmpty()) {
            handle.createUpdate(STAND_IN)
                    .bind("batch", batch)
                    .bind("nrs", SqlArray.ints(nrs, nr -> nr))
                    .bind("jobs", SqlArray.texts(standIns, job -> job))
                    .execute();
        }
    }
}
