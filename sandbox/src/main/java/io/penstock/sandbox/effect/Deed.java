package io.penstock.sandbox.effect;

import org.jspecify.annotations.Nullable;

/**
 * What is done to the world.
 *
 * @param kind such as {@code charge}, {@code capture}, {@code cancel}, {@code refund} or {@code mail}
 * @param object the id of what it was done to
 * @param idempotencyKey that of the request which brought it about; for a mail, how its sender names it
 * @param job the job for which it was done, if that said so
 * @param recipient whom it reaches, where one request may reach several
 * @param amount in the smallest unit of the currency
 */
public record Deed(
        String provider,
        String kind,
        String object,
        @Nullable String idempotencyKey,
        @Nullable String job,
        @Nullable String recipient,
        @Nullable Long amount,
        @Nullable String currency) {

    public static Deed payment(
            String provider,
            String kind,
            String object,
            @Nullable String idempotencyKey,
            @Nullable String job,
            long amount,
            String currency) {
        return new Deed(provider, kind, object, idempotencyKey, job, null, amount, currency);
    }

    public static Deed mail(
            String provider, String object, @Nullable String reference, @Nullable String job, String recipient) {
        return new Deed(provider, "mail", object, reference, job, recipient, null, null);
    }
}
