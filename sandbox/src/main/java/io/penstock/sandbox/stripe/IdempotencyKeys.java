package io.penstock.sandbox.stripe;

import io.penstock.sandbox.server.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The first answer under each key, kept for a day from when its execution began. */
final class IdempotencyKeys {

    static final int LONGEST = 255;

    private static final Duration KEPT = Duration.ofHours(24);

    private final InstantSource clock;
    private final ConcurrentMap<String, Held> held = new ConcurrentHashMap<>();
    private final Queue<Held> oldest = new ConcurrentLinkedQueue<>();

    IdempotencyKeys(InstantSource clock) {
        this.clock = clock;
    }

    /** What a request with a key finds. */
    sealed interface Found {

        /** It is the first: either keeps an answer or lets go. */
        record First(Held held) implements Found {}

        record Replay(Answer answer) implements Found {}

        record InUse() implements Found {}

        record Misused() implements Found {}
    }

    Found begin(String key, String fingerprint) {
        var now = clock.instant();
        forget(now);
        var mine = new Held(key, fingerprint, now);
        var there = held.putIfAbsent(key, mine);
        return there == null ? new Found.First(mine) : found(there, fingerprint);
    }

    private static Found found(Held there, String fingerprint) {
        if (!there.fingerprint.equals(fingerprint)) {
            return new Found.Misused();
        }
        var answer = there.answer;
        return answer == null ? new Found.InUse() : new Found.Replay(answer);
    }

    boolean isBegun(String key) {
        forget(clock.instant());
        return held.containsKey(key);
    }

    private void forget(Instant now) {
        for (var first = oldest.peek(); first != null && first.isOver(now); first = oldest.peek()) {
            if (oldest.remove(first)) {
                held.remove(first.key, first);
            }
        }
    }

    /** A key under which a request is or was executed. */
    final class Held {

        private final String key;
        private final String fingerprint;
        private final Instant begun;
        private volatile @Nullable Answer answer;

        private Held(String key, String fingerprint, Instant begun) {
            this.key = key;
            this.fingerprint = fingerprint;
            this.begun = begun;
        }

        private boolean isOver(Instant now) {
            return !now.isBefore(begun.plus(KEPT));
        }

        void keep(Answer first) {
            answer = first;
            oldest.add(this);
        }

        /** Nothing was executed after all, unless something is kept. */
        void letGo() {
            if (answer == null) {
                held.remove(key, this);
            }
        }
    }
}
