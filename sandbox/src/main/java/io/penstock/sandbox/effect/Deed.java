package io.penstock.sandbox.effect;

import org.jspecify.annotations.Nullable;

/**
 * What is done to the world.
 *
 * @param kind such as {@code charge}, {@code capture}, {@code cancel}, {@code refund} or {@code mail}
 * @param object the id of what it was done to
 * @param idempotencyKey that of the request which brought it about
 * @param job the job for which it was done, if that said so
 * @param amount in the smallest unit of the currency
 */
public record Deed(
        String provider,
        String kind,
        String object,
        @Nullable String idempotencyKey,
        @Nullable String job,
        @Nullable Long amount,
        @Nullable String currency) {}
