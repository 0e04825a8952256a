package io.penstock.benchmark;

import com.sun.net.httpserver.HttpServer;
import io.penstock.catalog.http.HttpRequest;
import io.penstock.db.gate.Gates;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.retention.Partitions;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A provider that has too much to do at one moment, and answers 429 with a Retry-After of ten seconds until these are over: how often it is
 * called meanwhile, against the calls that were under way, and how long it takes until all flows again.
 */
public final class ClosedDoorBenchmark {

    private static final Duration CLOSED = Duration.ofSeconds(10);
    private static final int SECONDS = 40;
    private static final long CALL_NANOS = 100_000_000;

    private final PrintWriter out;

    public ClosedDoorBenchmark(PrintWriter out) {
        this.out = out;
    }

    /** @param main what starts a role */
    public void run(Path folder, int rate, Class<?> main) throws Exception {
        try (var stage = new Stage(folder);
                var provider = new Provider()) {
            stage.create("door");
            try (var database = stage.open("door")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                int tenant = new Tenants(database.jdbi()).named("benchmark").id();
                var quota = new Quota.Rate(rate, Duration.ofSeconds(1), Math.max(1, rate / 20));
                new Limits(database.jdbi()).create(new NewLimit("provider", quota, HttpRequest.KIND.name(), null));
                try (var submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {})) {
                    var payload = "{\"method\":\"GET\",\"url\":\"" + provider.url() + "\"}";
                    submissions.submitAll(
                            Stream.generate(() -> Submission.of(tenant, HttpRequest.KIND, payload, Terms.DEFAULT))
                                    .limit((long) rate * SECONDS)
                                    .toList());
                }
                var settings = stage.settings("door", Map.of("PENSTOCK_HTTP_ALLOW", "127.0.0.1"));
                try (var fleet = Fleet.start(folder, settings, main)) {
                    fleet.awaitReady(database);
                    provider.awaitRate(rate);
                    provider.closeFor(CLOSED);
                    LockSupport.parkNanos(CLOSED.toNanos());
                    report(provider, rate);
                }
            }
        }
    }

    private void report(Provider provider, int rate) {
        long opened = System.nanoTime();
        int before = provider.calls.size();
        provider.awaitRate(rate);
        out.printf(
                "%,d calls a second; when the door closed, %d were under way, and %d more were answered 429 until it opened%n",
                rate, provider.underWay, provider.refused.get() - provider.underWayRefused());
        var first = provider.calls.stream().skip(before).findFirst().orElse(System.nanoTime());
        out.printf(
                "after it opened: the first call came after %.2f s, the full rate after %.2f s%n",
                Math.max(0, first - opened) / 1e9, Math.max(0, provider.fullSince - opened) / 1e9);
        out.flush();
    }

    /** Takes a while for each call, and knows when each began. */
    private static final class Provider implements AutoCloseable {

        private final HttpServer server;
        private final ConcurrentLinkedQueue<Long> calls = new ConcurrentLinkedQueue<>();
        private final AtomicInteger busy = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private volatile long closedUntil = System.nanoTime();
        private volatile int underWay;
        private volatile long fullSince;

        Provider() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                calls.add(System.nanoTime());
                busy.incrementAndGet();
                LockSupport.parkNanos(CALL_NANOS);
                long left = closedUntil - System.nanoTime();
                if (left > 0) {
                    refused.incrementAndGet();
                    exchange.getResponseHeaders()
                            .add("Retry-After", String.valueOf(Math.ceilDiv(left, 1_000_000_000L)));
                }
                exchange.sendResponseHeaders(left > 0 ? 429 : 200, -1);
                exchange.close();
                busy.decrementAndGet();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        void closeFor(Duration time) {
            underWay = busy.get();
            closedUntil = System.nanoTime() + time.toNanos();
        }

        int underWayRefused() {
            return Math.min(underWay, refused.get());
        }

        /** Until as many calls as that begin within a second, but for a twentieth. */
        void awaitRate(int rate) {
            while (true) {
                long now = System.nanoTime();
                long lately =
                        calls.stream().filter(at -> at > now - 1_000_000_000L).count();
                if (lately >= rate * 0.95) {
                    fullSince = now - 1_000_000_000L;
                    return;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
