package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.Terms.Concurrency;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class KeysTest {

    private static final Concurrency ONE = new Concurrency("customer-1", 1, false);
    private static final Concurrency IN_ORDER = new Concurrency("customer-1", 1, true);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final LimitedGates limited = new LimitedGates(test.database(), gates, Duration.ofMinutes(1));

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    private final int worker = WorkerRows.in(test.database()).alive();

    private List<JobId> submit(int tenant, int jobs, Terms terms) {
        var some = Stream.generate(() -> Submission.of(tenant, Probe.KIND, "{}", terms))
                .limit(jobs)
                .toList();
        submissions.submitAll(some);
        return some.stream().map(Submission::id).toList();
    }

    private List<JobId> submit(int jobs, Concurrency concurrency) {
        return submit(1, jobs, Terms.DEFAULT.concurrency(concurrency));
    }

    /** Sweeps over what waits until nothing comes any more. */
    private List<JobId> takeAll() {
        var all = new ArrayList<JobId>();
        for (int inVain = 0; inVain < 5; ) {
            var some = limited.take(Lane.HTTP, 100);
            boolean goesOn = !some.jobs().isEmpty() || Duration.ZERO.equals(some.again());
            inVain = goesOn ? 0 : inVain + 1;
            some.jobs().forEach(job -> all.add(job.id()));
        }
        return all;
    }

    private void end(JobId job, Outcome outcome) {
        for (var claim : new Claims(test.database()).claim(worker, List.of(new Offer(job, 0)))) {
            settlements.finishAll(List.of(new Settlements.Settlement(claim, outcome)));
        }
    }

    @Test
    void jobsOfOneKeyGoOneAfterTheOther() {
        var jobs = submit(4, ONE);
        for (var job : jobs) {
            assertThat(takeAll()).containsExactly(job);
            if (job.equals(jobs.getFirst())) {
                assertThat(new Jobs(test.jdbi())
                                .find(1, jobs.getLast())
                                .orElseThrow()
                                .waitReason())
                        .isEqualTo(Job.WaitReason.CONCURRENCY_KEY);
            }
            end(job, new Outcome.Succeeded("{}"));
        }
        assertThat(takeAll()).isEmpty();
    }

    @Test
    void theyHoldUpNobodyElse() {
        submit(500, ONE);
        var other = submit(1, new Concurrency("customer-2", 1, false)).getFirst();
        var same = submit(2, 1, Terms.DEFAULT.concurrency(ONE)).getFirst();
        var free = submit(1, 1, Terms.DEFAULT).getFirst();
        assertThat(takeAll()).hasSize(3).contains(other, same);
        assertThat(gates.take(Lane.HTTP, 10)).extracting(Moved::id).containsExactly(free);
    }

    @Test
    void asManyRunAtATimeAsTheJobSays() {
        var jobs = submit(10, new Concurrency("three", 3, false));
        assertThat(takeAll()).containsExactlyElementsOf(jobs.subList(0, 3));
        end(jobs.get(1), new Outcome.Succeeded("{}"));
        end(jobs.get(2), new Outcome.Succeeded("{}"));
        assertThat(takeAll()).containsExactlyElementsOf(jobs.subList(3, 5));
    }

    @Test
    void onesThatWaitsForItsRetryLetsTheNextGo() {
        var jobs = submit(2, ONE);
        assertThat(takeAll()).containsExactly(jobs.get(0));
        end(jobs.get(0), retry());
        assertThat(takeAll()).containsExactly(jobs.get(1));
    }

    @Test
    void inOrderItDoesNot() {
        var jobs = submit(3, IN_ORDER);
        assertThat(takeAll()).containsExactly(jobs.get(0));
        end(jobs.get(0), retry());
        assertThat(takeAll()).isEmpty();
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "DELETE FROM live WHERE id = ?", jobs.get(0).uuid()));
        assertThat(takeAll()).containsExactly(jobs.get(1));
    }

    private static Outcome retry() {
        return new Outcome.Retry(new Failure("a", "b"), FailureClass.RETRYABLE, Duration.ofHours(1));
    }

    @Test
    void inOrderAnUrgentOneDoesNotOvertake() {
        var first = submit(1, 1, Terms.DEFAULT.concurrency(IN_ORDER)).getFirst();
        var urgent =
                submit(1, 1, Terms.DEFAULT.priority(9).concurrency(IN_ORDER)).getFirst();
        assertThat(takeAll()).containsExactly(first);
        end(first, new Outcome.Succeeded("{}"));
        assertThat(takeAll()).containsExactly(urgent);
    }

    @Test
    void whatWaitsForOthersAndForALimitWaitsForBoth() {
        new Limits(test.jdbi())
                .create(new NewLimit("slow", new Quota.Rate(2, Duration.ofHours(1), 2), Probe.KIND.name(), null));
        var jobs = submit(3, ONE);
        assertThat(takeAll()).containsExactly(jobs.get(0));
        end(jobs.get(0), new Outcome.Succeeded("{}"));
        assertThat(takeAll()).containsExactly(jobs.get(1));
        end(jobs.get(1), new Outcome.Succeeded("{}"));
        assertThat(takeAll()).isEmpty();
    }

    @Test
    void oneThatIsNotClaimedInTimeGoesAgainBeforeTheNext() {
        var jobs = submit(2, ONE);
        assertThat(takeAll()).containsExactly(jobs.get(0));
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET permit_until = now() - interval '1 s' WHERE state = 'dispatched'"));
        assertThat(new Unclaimed(test.database(), gates).giveBackUnused(10)).hasSize(1);
        assertThat(takeAll()).containsExactly(jobs.get(0));
    }

    @Test
    void manyKeysAreSweptInTurns() {
        for (int key = 0; key < 450; key++) {
            submit(2, new Concurrency("customer-" + key, 1, false));
        }
        var first = takeAll();
        assertThat(first).hasSize(450);
        first.forEach(job -> end(job, new Outcome.Succeeded("{}")));
        assertThat(takeAll()).hasSize(450).doesNotContainAnyElementsOf(first);
    }

    @Test
    void howeverManyDispatchersThereAreNoTwoOfAKeyAreOnTheirWay() {
        IntStream.range(0, 5).forEach(key -> submit(20, new Concurrency("key-" + key, 1, key % 2 == 0)));
        Set<JobId> done = ConcurrentHashMap.newKeySet();
        var most = AtOnce.call(3, i -> {
            var mine = new LimitedGates(test.database(), new Gates(test.database()), Duration.ofMinutes(1));
            int seen = 0;
            while (done.size() < 100) {
                for (var job : mine.take(Lane.HTTP, 3).jobs()) {
                    seen = Math.max(seen, mostOfAKey());
                    end(job.id(), new Outcome.Succeeded("{}"));
                    done.add(job.id());
                }
            }
            return seen;
        });
        assertThat(done).hasSize(100);
        assertThat(most).allMatch(seen -> seen <= 1);
    }

    private int mostOfAKey() {
        return test.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT coalesce(max(jobs), 0) FROM (
                            SELECT count(*) AS jobs FROM live WHERE state IN ('dispatched', 'running') GROUP BY tenant, key) AS keys""").mapTo(Integer.class).one());
    }
}
