package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that are changed, closed and deleted while several dispatchers let jobs through them as fast as they can. */
class LimitsUnderLoadTest {

    private static final int JOBS = 3000;
    private static final Duration HOUR = Duration.ofHours(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Map<JobId, Instant> dispatched = new ConcurrentHashMap<>();
    private final AtomicInteger twice = new AtomicInteger();
    private List<CompletableFuture<Integer>> dispatchers = List.of();
    private volatile boolean stopping;

    @BeforeEach
    void manyWaitForOneLimit() {
        limits.create(new NewLimit("door", new Quota.Rate(5, HOUR, 5), null, null));
        try (var submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {})) {
            submissions.submitAll(
                    Stream.generate(() -> Submission.of(1, Probe.KIND, "{}", Terms.DEFAULT.limits(List.of("door"))))
                            .limit(JOBS)
                            .toList());
        }
        dispatchers = IntStream.range(0, 3)
                .mapToObj(i -> AtOnce.start(this::dispatch))
                .toList();
    }

    private int dispatch() {
        var mine = new LimitedGates(test.database(), new Gates(test.database()), HOUR);
        while (!stopping) {
            for (var job : mine.take(Lane.HTTP, 10).jobs()) {
                if (dispatched.put(job.id(), job.at()) != null) {
                    twice.incrementAndGet();
                }
            }
        }
        return 0;
    }

    @AfterEach
    void noneWentThroughTwice() {
        stopping = true;
        dispatchers.forEach(CompletableFuture::join);
        assertThat(twice).hasValue(0);
    }

    private void await(int jobs) {
        Awaitility.await().until(() -> dispatched.size() >= jobs);
    }

    private Instant now() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT clock_timestamp()")
                        .mapTo(Instant.class)
                        .one());
    }

    @Test
    void aChangeHoldsAtOnceAndForAll() {
        await(5);
        for (int permits : new int[] {40, 7, 100, 350}) {
            int before = dispatched.size();
            limits.change("door", new Quota.Rate(permits, HOUR, permits));
            await(Math.max(before, permits));
            assertThat(dispatched).hasSize(Math.max(before, permits));
        }
    }

    @Test
    void nothingGoesThroughWhileItIsClosed() {
        limits.change("door", new Quota.Rate(1000, HOUR, 1000));
        for (int round = 0; round < 5; round++) {
            await(50 * (round + 1));
            limits.close("door", Limit.FOR_GOOD, "A test", null);
            var closed = now();
            int before = test.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT count(*) FROM live WHERE state = 'dispatched'")
                            .mapTo(Integer.class)
                            .one());
            await(before);
            assertThat(dispatched).hasSize(before);
            assertThat(dispatched.values()).allMatch(at -> at.isBefore(closed));
            limits.reopen("door");
        }
    }

    @Test
    void onceItIsDeletedAllGoThrough() {
        await(5);
        limits.delete("door");
        await(JOBS);
        assertThat(dispatched).hasSize(JOBS);
    }
}
