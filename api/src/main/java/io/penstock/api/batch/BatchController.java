package io.penstock.api.batch;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

import io.penstock.api.batch.Uploads.Received;
import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.Drain;
import io.penstock.api.submit.JsonBody;
import io.penstock.api.submit.RequestKeys;
import io.penstock.db.batch.Batch;
import io.penstock.db.batch.BatchCancellation;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.RefusedItem;
import io.penstock.db.control.Cancellations;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.request.BatchRequest;
import java.io.InputStream;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Submitting batches, reading how they stand, and cancelling them. When a submit answers 202, all of its jobs are committed. */
@RestController
public final class BatchController {

    static final int MOST_ERRORS = 100;

    private static final String MADE_BY = "made_by";
    private static final Set<String> PARAMETERS = Set.of("page_size", "page_token", MADE_BY);

    /** The scheduler goes on with the rest. */
    private static final int CANCELLED_AT_ONCE = 2000;

    private final ItemSources items;
    private final Uploads uploads;
    private final Batches batches;
    private final Cancellations cancellations;

    public BatchController(ItemSources items, Uploads uploads, Batches batches, Cancellations cancellations) {
        this.items = items;
        this.uploads = uploads;
        this.batches = batches;
        this.cancellations = cancellations;
    }

    @PostMapping(path = "/v1/batches", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<BatchView> submit(
            Caller caller,
            JsonBody body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Query query) {
        query.knowing(Set.of());
        var request = Refusal.unlessValid(BatchRequest.read(body.json()));
        var source = items.inArray(caller, request.items());
        return accepted(caller, uploads.receive(caller, checked(key), request.options(), source));
    }

    /** Any number of items, each in a line: what has been read is written while the rest is on its way. */
    @PostMapping(path = "/v1/batches", consumes = APPLICATION_NDJSON_VALUE, produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<BatchView> submitLines(
            Caller caller,
            InputStream body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Query query) {
        try (var lines = items.inLines(caller, body)) {
            return accepted(caller, uploads.receive(caller, checked(key), QueryOptions.of(query), lines));
        } catch (Refusal refusal) {
            Drain.some(body);
            throw refusal;
        }
    }

    @GetMapping(path = "/v1/batches/{id}", produces = APPLICATION_JSON_VALUE)
    public BatchView batch(Caller caller, @PathVariable String id) {
        return view(find(caller, Ids.batch(id)), List.of());
    }

    @GetMapping(path = "/v1/batches", produces = APPLICATION_JSON_VALUE)
    public Page<BatchView> list(Caller caller, Query query) {
        var paging = Paging.of(query.knowing(PARAMETERS), "batches");
        var madeBy = query.one(MADE_BY);
        if (madeBy != null) {
            return Page.of(batches.madeBy(caller.tenantId(), madeBy(madeBy)).stream()
                            .toList())
                    .map(BatchView::inList);
        }
        var place = paging.olderThan();
        var found = batches.page(caller.tenantId(), place == null ? null : new BatchId(place), paging.look());
        return paging.page(found, batch -> batch.id().uuid()).map(BatchView::inList);
    }

    private static JobId madeBy(String id) {
        return JobId.parse(id).orElseThrow(() -> Query.refused(MADE_BY, "must be the id of a job"));
    }

    @PostMapping(path = "/v1/batches/{id}/cancel", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<BatchView> cancel(Caller caller, @PathVariable String id) {
        var batch = Ids.batch(id);
        return switch (batches.cancel(caller.tenantId(), batch)) {
            case BatchCancellation.Requested requested -> {
                cancellations.request(batch, CANCELLED_AT_ONCE);
                yield ResponseEntity.accepted().body(view(find(caller, batch), List.of()));
            }
            case BatchCancellation.AlreadyFinished finished ->
                ResponseEntity.ok(view(cancelledBefore(find(caller, batch)), List.of()));
            case BatchCancellation.NotFound nothing -> throw Ids.noSuchBatch(batch);
        };
    }

    /** To cancel twice is to cancel. */
    private static Batch cancelledBefore(Batch batch) {
        if (batch.state() != Batch.State.CANCELLED) {
            throw new Refusal(Problem.of(
                    409, "batch_finished", "The batch has ended", "All of its jobs have ended, and stay as they are."));
        }
        return batch;
    }

    private ResponseEntity<BatchView> accepted(Caller caller, Received received) {
        var batch = find(caller, received.batch());
        var response = ResponseEntity.accepted().location(URI.create("/v1/batches/" + batch.id()));
        if (received.replayed()) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(view(batch, received.conflicts()));
    }

    /** @param conflicts what this request said that differs from what is stored */
    private BatchView view(Batch batch, List<RefusedItem> conflicts) {
        var counts = batch.counts();
        var refused = Stream.concat(conflicts.stream(), batches.refused(batch.id(), MOST_ERRORS).stream())
                .sorted(Comparator.comparingInt(RefusedItem::nr))
                .limit(MOST_ERRORS)
                .toList();
        return BatchView.of(batch, counts == null ? batches.count(batch.id()) : counts, refused);
    }

    private Batch find(Caller caller, BatchId id) {
        return batches.find(caller.tenantId(), id).orElseThrow(() -> Ids.noSuchBatch(id));
    }

    private static @Nullable String checked(@Nullable String key) {
        return key == null ? null : RequestKeys.checked(key);
    }
}
