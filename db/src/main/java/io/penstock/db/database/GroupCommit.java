package io.penstock.db.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Many callers, one transaction: what arrives while a transaction runs goes together into the next one. Alone, a call waits for
 * nobody; under load, a commit is shared by hundreds.
 */
public final class GroupCommit<I, O> implements AutoCloseable {

    private static final int MOST = 500;
    private static final int HEAVIEST = 4 << 20;

    private final LinkedBlockingQueue<Waiting<I, O>> queue = new LinkedBlockingQueue<>();
    private final Function<List<I>, List<O>> transaction;
    private final ToIntFunction<I> weight;
    private final List<Thread> writers;
    private volatile boolean closed;

    /**
     * @param transaction takes a batch to an answer each, in the same order
     * @param weight bytes, about; bounds a batch of large items
     */
    public GroupCommit(String name, int writers, ToIntFunction<I> weight, Function<List<I>, List<O>> transaction) {
        this.transaction = transaction;
        this.weight = weight;
        this.writers = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            this.writers.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(this::write));
        }
    }

    /** Returns when the transaction that carried the item is committed. */
    public O call(I item) {
        try {
            return submit(item).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    public CompletableFuture<O> submit(I item) {
        var waiting = new Waiting<I, O>(item, new CompletableFuture<>());
        queue.add(waiting);
        if (closed) {
            refuseWaiting();
        }
        return waiting.answer;
    }

    @Override
    public void close() {
        closed = true;
        writers.forEach(Thread::interrupt);
        refuseWaiting();
    }

    private void refuseWaiting() {
        for (var left = queue.poll(); left != null; left = queue.poll()) {
            left.answer.completeExceptionally(new IllegalStateException("Stopped before it was written"));
        }
    }

    private void write() {
        var batch = new ArrayList<Waiting<I, O>>(MOST);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                batch.clear();
                fill(batch);
                commit(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fill(List<Waiting<I, O>> batch) throws InterruptedException {
        var next = queue.take();
        int heavy = 0;
        while (next != null) {
            batch.add(next);
            heavy += weight.applyAsInt(next.item);
            next = batch.size() < MOST && heavy < HEAVIEST ? queue.poll() : null;
        }
    }

    private void commit(List<Waiting<I, O>> batch) {
        try {
            var answers = transaction.apply(batch.stream().map(Waiting::item).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer.complete(answers.get(i));
            }
        } catch (RuntimeException | Error e) {
            // An Error too: a writer that is gone would leave its callers waiting for ever.
            if (batch.size() > 1 && isAboutTheData(e)) {
                // One bad row must not take its neighbours down.
                batch.forEach(one -> commit(List.of(one)));
            } else {
                batch.forEach(one -> one.answer.completeExceptionally(e));
            }
        }
    }

    /** Whether the database is well and only the row is not: trying it again would not help. */
    public static boolean isAboutTheData(@Nullable Throwable e) {
        return e instanceof UnableToExecuteStatementException
                && e.getCause() instanceof java.sql.SQLException sql
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23"));
    }

    private record Waiting<I, O>(I item, CompletableFuture<O> answer) {}
}
