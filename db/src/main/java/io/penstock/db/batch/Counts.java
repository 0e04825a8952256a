package io.penstock.db.batch;

import io.penstock.catalog.json.Json;
import io.penstock.db.job.BatchId;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;

/** How many items are in which state, all at one moment, so that they sum to the number of items. */
public record Counts(Map<ItemState, Long> byState) {

    /** A JSON object of numbers by state: all of the items' states as one snapshot has them. */
    static final String OF_BATCH = """
            SELECT coalesce(json_object_agg(state, number), '{}') FROM (
                SELECT state, count(*) AS number FROM (
                    SELECT CASE state WHEN 'dispatched' THEN 'queued' ELSE state END AS state FROM live WHERE batch = :batch
                    UNION ALL SELECT state FROM outcome WHERE batch = :batch
                    UNION ALL SELECT 'invalid' FROM batch_item WHERE batch = :batch AND error IS NOT NULL
                    UNION ALL SELECT 'deduplicated' FROM batch_item WHERE batch = :batch AND deduplicated) AS item
                GROUP BY state) AS by_state
            """;

    /** As they are at this moment. */
    public static Counts now(Handle handle, BatchId batch) {
        return read(handle.createQuery(OF_BATCH)
                .bind("batch", batch.uuid())
                .mapTo(String.class)
                .one());
    }

    /** All states, with a zero where there is none. */
    public Counts {
        var all = new EnumMap<ItemState, Long>(ItemState.class);
        for (var state : ItemState.values()) {
            all.put(state, byState.getOrDefault(state, 0L));
        }
        byState = all;
    }

    public long of(ItemState state) {
        return byState.getOrDefault(state, 0L);
    }

    public long total() {
        return byState.values().stream().mapToLong(Long::longValue).sum();
    }

    /** By the names that clients know, in the order of a job's life. */
    public Map<String, Long> byLabel() {
        var labelled = new LinkedHashMap<String, Long>();
        byState.forEach((state, count) -> labelled.put(state.label(), count));
        return labelled;
    }

    public static Counts read(String json) {
        var counts = new EnumMap<ItemState, Long>(ItemState.class);
        for (var field : Json.readTrusted(json, JsonNode.class).properties()) {
            counts.put(
                    ItemState.parse(field.getKey()).orElseThrow(),
                    field.getValue().asLong());
        }
        return new Counts(counts);
    }
}
