package io.penstock.worker.handler;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something done to the outside world that must not happen twice: a charge, a mail. Its kind decides what a later attempt does when the
 * call was begun and there is no receipt.
 *
 * @param <T> the receipt, which is kept
 */
public sealed interface Effect<T> {

    /** What it is called within the job. */
    String key();

    Class<T> receipt();

    /**
     * The other side takes an idempotency key, so the call is made again with the same key, for as long as the other side keeps it.
     *
     * @param lookup asks after that time; when the other side knows nothing then, the call is made again
     */
    record Idempotent<T>(
            String key,
            Class<T> receipt,
            Duration keyIsKept,
            @Nullable Lookup<T> lookup,
            Call<T> call) implements Effect<T> {
        public Idempotent {
            checkKey(key);
        }
    }

    /**
     * The other side can be asked, so it is; when it knows nothing, the call is made again.
     *
     * @param settled after this time a call that was begun is either known to the other side or never will be
     */
    record LookedUp<T>(String key, Class<T> receipt, Duration settled, Lookup<T> lookup, Call<T> call)
            implements Effect<T> {
        public LookedUp {
            checkKey(key);
        }
    }

    /**
     * There is no way to find out, but perhaps the other side has told of it.
     *
     * @param told what it told; when that is nothing, nobody knows
     */
    record Once<T>(String key, Class<T> receipt, Lookup<T> told, Call<T> call) implements Effect<T> {
        public Once {
            checkKey(key);
        }
    }

    /** Makes the call. Whatever it throws but {@link EffectRefused} leaves open whether the effect happened. */
    @FunctionalInterface
    interface Call<T> {
        /** @param idempotencyKey the same in every attempt of a run of the job */
        T call(String idempotencyKey) throws Exception;
    }

    @FunctionalInterface
    interface Lookup<T> {
        /** The receipt, if the effect happened. */
        Optional<T> find(String idempotencyKey) throws Exception;
    }

    static <T> Effect<T> idempotent(String key, Class<T> receipt, Duration keyIsKept, Call<T> call) {
        return new Idempotent<>(key, receipt, keyIsKept, null, call);
    }

    static <T> Effect<T> idempotent(String key, Class<T> receipt, Duration keyIsKept, Lookup<T> lookup, Call<T> call) {
        return new Idempotent<>(key, receipt, keyIsKept, lookup, call);
    }

    static <T> Effect<T> lookedUp(String key, Class<T> receipt, Duration settled, Lookup<T> lookup, Call<T> call) {
        return new LookedUp<>(key, receipt, settled, lookup, call);
    }

    static <T> Effect<T> once(String key, Class<T> receipt, Call<T> call) {
        return once(key, receipt, nobody -> Optional.empty(), call);
    }

    static <T> Effect<T> once(String key, Class<T> receipt, Lookup<T> told, Call<T> call) {
        return new Once<>(key, receipt, told, call);
    }

    private static void checkKey(String key) {
        if (key.isEmpty() || key.length() > 200) {
            throw new IllegalArgumentException("An effect's key has 1 to 200 characters");
        }
    }
}
