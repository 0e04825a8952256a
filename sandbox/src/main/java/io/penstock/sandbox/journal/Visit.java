package io.penstock.sandbox.journal;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A request that is in the journal, while it is being answered. */
public final class Visit {

    private final InstantSource clock;
    private Entry entry;

    Visit(Entry entry, InstantSource clock) {
        this.entry = entry;
        this.clock = clock;
    }

    public Instant arrivedAt() {
        return entry().arrivedAt();
    }

    public synchronized void asks(String model, boolean streamed) {
        entry = with(model, streamed, entry.fault());
    }

    public synchronized void fault(String kind) {
        entry = with(entry.model(), entry.streamed(), kind);
    }

    private Entry with(@Nullable String model, boolean streamed, @Nullable String fault) {
        return new Entry(
                entry.number(),
                entry.provider(),
                entry.path(),
                model,
                entry.arrivedAt(),
                entry.firstChunkAt(),
                entry.answeredAt(),
                entry.status(),
                streamed,
                entry.complete(),
                entry.inputTokens(),
                entry.outputTokens(),
                entry.idempotencyKey(),
                fault,
                entry.bodyHash());
    }

    /** The first piece of a streamed text goes out. */
    public synchronized void speaks() {
        entry = new Entry(
                entry.number(),
                entry.provider(),
                entry.path(),
                entry.model(),
                entry.arrivedAt(),
                clock.instant(),
                entry.answeredAt(),
                entry.status(),
                entry.streamed(),
                entry.complete(),
                entry.inputTokens(),
                entry.outputTokens(),
                entry.idempotencyKey(),
                entry.fault(),
                entry.bodyHash());
    }

    public void answered(int status, boolean complete) {
        answered(status, complete, 0, 0);
    }

    public synchronized void answered(int status, boolean complete, int inputTokens, int outputTokens) {
        entry = new Entry(
                entry.number(),
                entry.provider(),
                entry.path(),
                entry.model(),
                entry.arrivedAt(),
                entry.firstChunkAt(),
                clock.instant(),
                status,
                entry.streamed(),
                complete,
                inputTokens,
                outputTokens,
                entry.idempotencyKey(),
                entry.fault(),
                entry.bodyHash());
    }

    synchronized Entry entry() {
        return entry;
    }
}
