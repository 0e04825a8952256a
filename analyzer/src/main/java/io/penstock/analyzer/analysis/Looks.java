package io.penstock.analyzer.analysis;

import io.penstock.analyzer.Allowance;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets each look at a file have a thread to itself, and does not wait for it longer than allowed. A look that is asked to stop and does not is given
 * up: nothing in Java can end its thread. It goes on until it ends by itself, and what it still finds is nobody's. While too many
 * of them do, no new ones begin.
 */
final class Looks {

    /** Rules call themselves as deep as the code is nested. It is taken only as far as it is used. */
    private static final int STACK = 64 << 20;

    /** They are used again, unless a look does not end. */
    private final Executor threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("analyzer").daemon().stackSize(STACK).factory());

    private final Bounds bounds;
    private final AtomicInteger stuck = new AtomicInteger();

    Looks(Bounds bounds) {
        this.bounds = bounds;
    }

    /** A look that did not end in time, although it was asked to. */
    static final class GivenUp extends Exception {
        GivenUp() {
            super("It does not stop", null, false, false);
        }
    }

    interface Look<T> {
        T look(Allowance allowance);
    }

    <T> T take(Look<T> look) throws ExecutionException, GivenUp, Stuck, InterruptedException {
        int going = stuck.get();
        if (going >= bounds.stuck()) {
            throw new Stuck(going);
        }
        var allowance = Allowance.of(bounds.time());
        var task = new Task<>(() -> look.look(allowance));
        threads.execute(task);
        boolean ended = false;
        try {
            var found = task.get(bounds.time().plus(bounds.grace()));
            ended = true;
            return found;
        } catch (TimeoutException e) {
            throw new GivenUp();
        } catch (ExecutionException e) {
            ended = true;
            throw e;
        } finally {
            allowance.stop();
            if (!ended) {
                task.giveUp();
            }
        }
    }

    int stuck() {
        return stuck.get();
    }

    private final class Task<T> extends FutureTask<T> {

        private boolean givenUp;
        private boolean over;

        Task(Callable<T> look) {
            super(look);
        }

        T get(Duration time) throws ExecutionException, TimeoutException, InterruptedException {
            return get(time.toNanos(), TimeUnit.NANOSECONDS);
        }

        synchronized void giveUp() {
            if (!over) {
                givenUp = true;
                stuck.incrementAndGet();
            }
        }

        @Override
        protected synchronized void done() {
            over = true;
            if (givenUp) {
                stuck.decrementAndGet();
            }
        }
    }
}
