package io.penstock.worker.ai.cache;

import io.penstock.db.cache.Askings;
import io.penstock.db.cache.QuestionKey;
import io.penstock.dispatch.loop.Duty;
import io.penstock.dispatch.loop.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one ask of those who have the same question at the same time. Within this process the others wait for it; between processes a row
 * tells who asks, and one loop asks for the rows of all who wait. Who asks says now and then that it goes on, so another takes over
 * soon from a process that is lost.
 */
public final class Turns implements AutoCloseable {

    /** After that an owner that has said nothing is taken for lost. */
    private static final Duration HOLD = Duration.ofSeconds(15);

    private static final Duration REST = Duration.ofMillis(200);
    private static final int RESTS_BETWEEN_SIGNS_OF_LIFE = 25;

    private final Askings askings;
    private final Duration hold;
    private final Map<QuestionKey, Held> here = new ConcurrentHashMap<>();
    private final Map<QuestionKey, CompletableFuture<Boolean>> elsewhere = new ConcurrentHashMap<>();
    private final AtomicInteger waitingHere = new AtomicInteger();
    private final Loop watching;

    public Turns(Askings askings) {
        this(askings, HOLD, RESTS_BETWEEN_SIGNS_OF_LIFE);
    }

    /** @param rests between two signs of life */
    Turns(Askings askings, Duration hold, int rests) {
        this.askings = askings;
        this.hold = hold;
        this.watching = Loop.start("ai-turns", new Look(rests));
    }

    /** Waits while somebody else asks the question. */
    public Turn take(QuestionKey key) throws InterruptedException {
        var mine = new Held(key);
        var other = here.putIfAbsent(key, mine);
        if (other != null) {
            return awaitHere(other) ? new Turn.Over() : new Turn.Alone();
        }
        boolean taken = false;
        boolean shared = true;
        try {
            var answer = Ledger.ask(() -> askings.take(key, mine.owner, hold));
            if (answer.isEmpty()) {
                shared = false;
                return new Turn.Alone();
            }
            taken = answer.get();
            if (taken) {
                mine.held = true;
                return new Turn.Mine(mine);
            }
            awaitElsewhere(key);
            return new Turn.Over();
        } finally {
            if (!taken) {
                mine.end(shared);
            }
        }
    }

    private boolean awaitHere(Held other) throws InterruptedException {
        waitingHere.incrementAndGet();
        try {
            return await(other.over);
        } finally {
            waitingHere.decrementAndGet();
        }
    }

    private void awaitElsewhere(QuestionKey key) throws InterruptedException {
        var over = new CompletableFuture<Boolean>();
        elsewhere.put(key, over);
        try {
            await(over);
        } finally {
            elsewhere.remove(key);
        }
    }

    private static boolean await(CompletableFuture<Boolean> over) throws InterruptedException {
        try {
            return over.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** How many wait for others of this process. */
    public int waitingHere() {
        return waitingHere.get();
    }

    /** For how many questions somebody waits for another process. */
    public int waitingForOthers() {
        return elsewhere.size();
    }

    @Override
    public void close() {
        watching.close();
    }

    private final class Held implements Turn.Asking {

        private final QuestionKey key;
        private final UUID owner = UUID.randomUUID();
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();
        private volatile boolean held;

        private Held(QuestionKey key) {
            this.key = key;
        }

        /** The row goes first, or the next one here would find it and take it for somebody else's. */
        @Override
        public void over(boolean shared) {
            held = false;
            Thread.startVirtualThread(() -> {
                try {
                    Ledger.tell(() -> askings.leave(key, owner));
                } finally {
                    end(shared);
                }
            });
        }

        private void end(boolean shared) {
            here.remove(key, this);
            over.complete(shared);
        }
    }

    /** Whether what others ask is over, and a sign of life of those that ask here. */
    private final class Look implements Duty {

        private final int rests;
        private int rested;

        private Look(int rests) {
            this.rests = rests;
        }

        @Override
        public Duration runOnce() {
            if (++rested >= rests) {
                goOn();
                rested = 0;
            }
            var keys = elsewhere.keySet().stream().toList();
            if (!keys.isEmpty()) {
                var open = askings.open(keys);
                for (var key : keys) {
                    var over = elsewhere.get(key);
                    if (over != null && !open.contains(key)) {
                        over.complete(true);
                    }
                }
            }
            return REST;
        }

        private void goOn() {
            var owners = new HashMap<QuestionKey, UUID>();
            here.values().stream().filter(mine -> mine.held).forEach(mine -> owners.put(mine.key, mine.owner));
            if (!owners.isEmpty()) {
                askings.goOn(owners, hold);
            }
        }
    }
}
