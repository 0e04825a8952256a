package io.penstock.api.batch;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.query.Query;
import io.penstock.db.batch.BatchItems;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.ItemState;
import io.penstock.db.job.BatchId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Reading a batch's items and results as they stand, while it runs and after: a page as JSON, or all of them as lines. */
@RestController
public final class BatchItemController {

    private final Batches batches;
    private final BatchItems items;

    public BatchItemController(Batches batches, BatchItems items) {
        this.batches = batches;
        this.items = items;
    }

    @GetMapping(
            path = "/v1/batches/{id}/items",
            produces = {APPLICATION_JSON_VALUE, APPLICATION_NDJSON_VALUE})
    public @Nullable ResponseEntity<?> items(
            Caller caller,
            @PathVariable String id,
            Query query,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        var states = query.knowing(Set.of("state", "page_size", "page_token"))
                .anyOf("state", ItemState.values(), ItemState::label);
        var batch = find(caller, id);
        var list = List.of("items", batch.toString(), new TreeSet<>(states).toString());
        return answer(
                new Listing(
                        (nr, size) -> items.items(caller.tenantId(), batch, states, nr, size),
                        ItemView::of,
                        list.hashCode()),
                query,
                accept,
                response);
    }

    @GetMapping(
            path = "/v1/batches/{id}/results",
            produces = {APPLICATION_JSON_VALUE, APPLICATION_NDJSON_VALUE})
    public @Nullable ResponseEntity<?> results(
            Caller caller,
            @PathVariable String id,
            Query query,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            HttpServletResponse response)
            throws IOException {
        query.knowing(Set.of("page_size", "page_token"));
        var batch = find(caller, id);
        return answer(
                new Listing(
                        (nr, size) -> items.results(caller.tenantId(), batch, nr, size),
                        ResultView::of,
                        List.of("results", batch.toString()).hashCode()),
                query,
                accept,
                response);
    }

    /** Nothing when the answer has been written already. */
    private static @Nullable ResponseEntity<?> answer(
            Listing listing, Query query, @Nullable String accept, HttpServletResponse response) throws IOException {
        if (Ndjson.isWanted(accept)) {
            listing.lines(query, response);
            return null;
        }
        return ResponseEntity.ok(listing.page(query));
    }

    private BatchId find(Caller caller, String text) {
        var id = Ids.batch(text);
        return batches.find(caller.tenantId(), id)
                .orElseThrow(() -> Ids.noSuchBatch(id))
                .id();
    }
}
