package io.penstock.api.batch;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Sha256;
import io.penstock.catalog.json.Violation;
import io.penstock.db.batch.Batch;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.Begun.Busy;
import io.penstock.db.batch.Begun.Closed;
import io.penstock.db.batch.Begun.Complete;
import io.penstock.db.batch.Begun.KeyReused;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.NewItem;
import io.penstock.db.batch.Receptions;
import io.penstock.db.batch.RefusedItem;
import io.penstock.db.job.BatchId;
import io.penstock.db.request.BatchOptions;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the items of a request in while they come. */
public final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final Receptions receptions;
    private final Batches batches;

    public Uploads(Receptions receptions, Batches batches) {
        this.receptions = receptions;
        this.batches = batches;
    }

    /**
     * @param replayed whether all of it was there before
     * @param conflicts items that differ from what was sent before
     */
    record Received(BatchId batch, boolean replayed, List<RefusedItem> conflicts) {}

    Received receive(Caller caller, @Nullable String key, BatchOptions options, ItemSource items) {
        var first = first(items);
        return switch (receptions.begin(caller.tenantId(), key, options.callbackUrl(), options.allTags())) {
            case Receiving receiving -> receive(caller, receiving, first, items);
            case Complete complete -> replay(complete, first, items);
            case Busy busy -> throw new Refusal(busy(busy.batch()));
            case Closed closed -> throw new Refusal(closed(closed.batch()));
            case KeyReused reused -> throw new Refusal(reused(reused.batch()));
        };
    }

    /** Before there is a batch: an empty one is not made. */
    private static NewItem first(ItemSource items) {
        try {
            var first = items.next();
            if (first == null) {
                throw new Refusal(Problem.invalid(new Violation("", "has no items")));
            }
            return first;
        } catch (IOException e) {
            throw new Refusal(broken());
        }
    }

    private Received receive(Caller caller, Receiving receiving, NewItem first, ItemSource items) {
        boolean sealed = false;
        try (var writer = new PartWriter(receptions, receiving, items::done)) {
            var all = write(writer, first, items);
            sealed = writer.finish() && receptions.seal(receiving, all);
            if (!sealed) {
                throw new Refusal(lost(caller, receiving.batch()));
            }
            return new Received(receiving.batch(), false, writer.conflicts());
        } finally {
            if (!sealed) {
                release(receiving);
            }
        }
    }

    /** Returns a hash of all items. */
    private static byte[] write(PartWriter writer, NewItem first, ItemSource items) {
        var all = Sha256.begin();
        try {
            boolean goesOn = true;
            for (var item = first; item != null && goesOn; item = items.next()) {
                all.update(item.content());
                goesOn = writer.add(item);
            }
            return all.digest();
        } catch (IOException e) {
            // What came is kept, and the next request goes on from there.
            writer.finish();
            throw new Refusal(broken());
        } catch (Refusal refusal) {
            writer.finish();
            throw refusal;
        }
    }

    /** If that fails too, the next request waits until the lease is over. */
    private void release(Receiving receiving) {
        try {
            receptions.release(receiving);
        } catch (RuntimeException e) {
            LOG.debug("{} was not given back", receiving.batch(), e);
        }
    }

    private static Received replay(Complete complete, NewItem first, ItemSource items) {
        var all = Sha256.begin();
        try {
            for (var item = first; item != null; item = items.next()) {
                all.update(item.content());
                items.done(item.nr());
            }
        } catch (IOException e) {
            throw new Refusal(broken());
        }
        if (!MessageDigest.isEqual(all.digest(), complete.request())) {
            throw new Refusal(reused(complete.batch()));
        }
        return new Received(complete.batch(), true, List.of());
    }

    private Problem lost(Caller caller, BatchId id) {
        return batches.find(caller.tenantId(), id)
                .filter(batch -> batch.state() == Batch.State.RECEIVING)
                .map(batch -> busy(id))
                .orElseGet(() -> closed(id));
    }

    /** The server has its own words for this, if anybody still listens. */
    private static Problem broken() {
        return Problem.of(400, "bad_request", "Bad Request", "The body ends early, or its chunks are malformed.");
    }

    private static Problem busy(BatchId id) {
        return Problem.of(
                        409,
                        "batch_busy",
                        "Another request is sending this batch",
                        id
                                + " is being sent by another request with this Idempotency-Key. Send this one again when that has ended.")
                .asRetryable();
    }

    private static Problem closed(BatchId id) {
        return Problem.of(
                409,
                "batch_closed",
                "The batch takes no more items",
                id + " was cancelled, or not sent to its end for too long. GET /v1/batches/" + id + " says more.");
    }

    private static Problem reused(BatchId id) {
        return Problem.of(
                422,
                "idempotency_key_reused",
                "The key belongs to another request",
                "This Idempotency-Key was used for a request that said something else, which made " + id
                        + ". Use a new key for a new batch.");
    }
}
