package io.penstock.db.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Several threads that begin at the same moment. */
public final class AtOnce {

    private AtOnce() {}

    /** What each of them returned, in the order of their numbers. The first that threw throws here. */
    public static <T> List<T> call(int threads, IntFunction<T> task) {
        var ready = new CountDownLatch(threads);
        var running = new ArrayList<CompletableFuture<T>>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            running.add(start(() -> {
                ready.countDown();
                await(ready);
                return task.apply(number);
            }));
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    /** One more thread; the caller goes on. */
    public static <T> CompletableFuture<T> start(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, Executors.newVirtualThreadPerTaskExecutor());
    }

    /** For a latch in a place that cannot throw. */
    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
