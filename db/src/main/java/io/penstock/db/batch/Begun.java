package io.penstock.db.batch;

import io.penstock.db.job.BatchId;
import java.util.UUID;

/** What came of the wish to send a batch. */
public sealed interface Begun {

    BatchId batch();

    /** This request may add items to it, and no other one while it does. */
    record Receiving(BatchId batch, UUID receiver) implements Begun {}

    /** All of it was received before. */
    @SuppressWarnings("ArrayRecordComponent")
    record Complete(BatchId batch, byte[] request) implements Begun {}

    /** Another request is adding to it at this moment. */
    record Busy(BatchId batch) implements Begun {}

    /** It was cancelled, or given up when nobody went on with it. */
    record Closed(BatchId batch) implements Begun {}

    /** The key belongs to a batch with another callback or other tags. */
    record KeyReused(BatchId batch) implements Begun {}
}
