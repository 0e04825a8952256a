package io.penstock.sandbox.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request: who was asked for what, and what came of it. Neither body nor key are in it.
 *
 * @param number counts up from 1
 * @param firstChunkAt when the first piece of a streamed text went out
 * @param answeredAt when the last byte of the answer went out
 * @param status null until it is answered, and if it never was
 * @param complete whether the whole answer went out
 * @param fault what was made to go wrong
 * @param bodyHash SHA-256 of the body, in hex
 */
public record Entry(
        long number,
        String provider,
        String path,
        @Nullable String model,
        Instant arrivedAt,
        @Nullable Instant firstChunkAt,
        @Nullable Instant answeredAt,
        @Nullable Integer status,
        boolean streamed,
        boolean complete,
        int inputTokens,
        int outputTokens,
        @Nullable String idempotencyKey,
        @Nullable String fault,
        String bodyHash) {}
