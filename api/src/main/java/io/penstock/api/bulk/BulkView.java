package io.penstock.api.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.penstock.catalog.json.Json;
import io.penstock.db.bulk.BulkOperation;
import io.penstock.db.bulk.BulkOperation.Progress;
import io.penstock.db.bulk.BulkOperation.State;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A bulk operation as the API shows it.
 *
 * @param counts what was selected, by kind, by tenant and by error; this and what follows up to the sample as it was counted for the plan,
 *     and not in lists
 * @param confirmToken what confirms it; only in the answer to who planned it
 * @param trouble why it broke off; it is tried again, or paused
 */
public record BulkView(
        String id,
        String action,
        String state,
        JsonNode filter,
        @Nullable Integer priority,
        @Nullable Instant runAt,
        @Nullable Double rate,
        @Nullable Duration jitter,
        @Nullable Integer max,
        String reason,
        String askedBy,
        int selected,
        Progress progress,
        @JsonInclude(Include.NON_NULL) @Nullable JsonNode counts,
        @JsonInclude(Include.NON_NULL) @Nullable JsonNode withEffects,
        @JsonInclude(Include.NON_NULL) @Nullable JsonNode estimatedCost,
        @JsonInclude(Include.NON_NULL) @Nullable JsonNode estimatedTime,
        @JsonInclude(Include.NON_NULL) @Nullable JsonNode sample,
        @JsonInclude(Include.NON_NULL) @Nullable String confirmToken,
        @Nullable Instant confirmBy,
        @Nullable String trouble,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static BulkView inList(BulkOperation operation) {
        return of(operation, null, null);
    }

    static BulkView of(BulkOperation operation) {
        return of(operation, Json.readTrusted(operation.plan(), JsonNode.class), null);
    }

    static BulkView planned(BulkOperation operation, String token) {
        return of(operation, Json.readTrusted(operation.plan(), JsonNode.class), token);
    }

    private static BulkView of(BulkOperation operation, @Nullable JsonNode plan, @Nullable String token) {
        var request = operation.request();
        return new BulkView(
                operation.id().toString(),
                request.action().toString(),
                operation.state().label(),
                Json.readTrusted(operation.json(), JsonNode.class).path("filter"),
                request.priority(),
                request.runAt(),
                request.rate(),
                request.jitter(),
                request.max(),
                request.reason(),
                operation.askedBy(),
                operation.selected(),
                operation.progress(),
                part(plan, "counts"),
                part(plan, "with_effects"),
                part(plan, "estimated_cost"),
                part(plan, "estimated_time"),
                part(plan, "sample"),
                token,
                operation.state() == State.PLANNED ? operation.confirmBy() : null,
                operation.trouble(),
                operation.createdAt(),
                operation.startedAt(),
                operation.finishedAt());
    }

    private static @Nullable JsonNode part(@Nullable JsonNode plan, String name) {
        return plan != null && plan.hasNonNull(name) ? plan.get(name) : null;
    }
}
