package io.penstock.sandbox.webhook;

import io.penstock.sandbox.server.Pauses;
import io.penstock.sandbox.server.Server;
import io.penstock.sandbox.webhook.Delivery.Attempt;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells the webhook what happened, in the background. What is about one object is first told in its order, unless it is shuffled. */
public final class Webhooks implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST_SHUFFLE_MS = 100;

    /** Each takes a connection, and who listens has so many and no more. */
    private static final int AT_ONCE = 50;

    /** Between the attempts; after the last one it is given up. */
    private static final List<Duration> PAUSES = Stream.of(200, 1_000, 5_000, 25_000, 60_000, 60_000, 120_000)
            .map(Duration::ofMillis)
            .toList();

    private static final Executor THREADS = Thread::startVirtualThread;

    private final InstantSource clock;
    private final Pauses pauses;
    private final Deliveries deliveries = new Deliveries();
    private final Semaphore calls = new Semaphore(AT_ONCE);
    private final ConcurrentMap<String, CompletableFuture<Void>> lanes = new ConcurrentHashMap<>();
    private volatile @Nullable Line line;

    public Webhooks(InstantSource clock, Pauses pauses) {
        this.clock = clock;
        this.pauses = pauses;
    }

    private record Line(Webhook webhook, HttpClient client) {}

    public synchronized void to(Webhook webhook) {
        var client = line == null
                ? HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .executor(THREADS)
                        .build()
                : line.client();
        line = new Line(webhook, client);
    }

    public boolean areOn() {
        return line != null;
    }

    public List<Delivery> deliveries() {
        return deliveries.all();
    }

    /** Returns at once. Who calls it holds the lock on the object, which is why the order is that in which things happened. */
    public void send(String object, List<? extends Notice> notices) {
        var to = line;
        if (to == null) {
            return;
        }
        if (to.webhook().shuffle()) {
            THREADS.execute(() -> {
                var wait = ThreadLocalRandom.current().nextInt(LONGEST_SHUFFLE_MS);
                if (pauses.pass(Duration.ofMillis(wait))) {
                    notices.reversed().forEach(notice -> tell(to, notice));
                }
            });
            return;
        }
        var lane = lanes.compute(
                object,
                (id, before) -> (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                        .thenRunAsync(() -> notices.forEach(notice -> tell(to, notice)), THREADS));
        var _ = lane.thenRun(() -> lanes.remove(object, lane));
    }

    private void tell(Line to, Notice notice) {
        var sending = deliveries.begin(notice);
        var body = notice.written();
        var heard = attempt(to, body, sending);
        if (ThreadLocalRandom.current().nextDouble() < to.webhook().duplicates()) {
            attempt(to, body, sending);
        }
        if (!heard) {
            THREADS.execute(() -> repeat(to, body, sending));
        }
    }

    private void repeat(Line to, String body, Deliveries.Sending sending) {
        for (var pause : PAUSES) {
            if (!pauses.pass(pause) || attempt(to, body, sending)) {
                return;
            }
        }
    }

    private boolean attempt(Line to, String body, Deliveries.Sending sending) {
        calls.acquireUninterruptibly();
        try {
            return call(to, body, sending);
        } finally {
            calls.release();
        }
    }

    private boolean call(Line to, String body, Deliveries.Sending sending) {
        var now = clock.instant();
        var request = HttpRequest.newBuilder(to.webhook().url())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json; charset=utf-8")
                .header(Server.MARK, "true")
                .POST(BodyPublishers.ofString(body));
        to.webhook().seal().headers(now, body).forEach(request::header);
        var attempt = new Attempt(now, status(to.client(), request.build()));
        sending.tried(attempt);
        return attempt.isGood();
    }

    private static @Nullable Integer status(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public synchronized void close() {
        if (line != null) {
            line.client().shutdownNow();
            line = null;
        }
    }
}
