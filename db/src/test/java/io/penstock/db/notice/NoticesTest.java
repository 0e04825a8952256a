package io.penstock.db.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.gate.DueJobs;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.Moved;
import io.penstock.db.notice.Notices.Notice;
import io.penstock.db.retention.OldNotices;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class NoticesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    @AutoClose
    private final Notices notices = new Notices(test.jdbi());

    private final OldNotices old = new OldNotices(test.jdbi());
    private final Jobs jobs = new Jobs(test.jdbi());
    private final DueJobs due = new DueJobs(test.database(), new Gates(test.database()));
    private final int worker = WorkerRows.in(test.database()).alive();

    private Claim running(Instant since) {
        var id = JobRows.in(test.database())
                .running()
                .worker(worker)
                .since(since)
                .insert();
        return TestClaim.of(id, 1, worker);
    }

    private Claim running() {
        return running(Instant.now().minusSeconds(60));
    }

    private JobId awaiting(Claim claim, String subject) {
        settlements.finish(claim, new Outcome.Await(subject, HOUR)).join();
        return claim.id();
    }

    private boolean tell(String id, String... subjects) {
        return notices.take(new Notice("bank", id, "paid", List.of(subjects)));
    }

    private List<JobId> come() {
        return due.comeDue(1000).stream().map(Moved::id).toList();
    }

    @Test
    void whoAwaitsNewsSaysSoAndLooksItselfInTheEnd() {
        var id = awaiting(running(), "transfer1");

        var job = jobs.find(1, id).orElseThrow();
        assertThat(job.waitReason()).isEqualTo(Job.WaitReason.NOTICE);
        assertThat(job.nextEligibleAt()).isAfter(Instant.now().plus(HOUR.dividedBy(2)));
        assertThat(job.attempts()).isEmpty();
        assertThat(come()).isEmpty();
    }

    @Test
    void newsWakesThoseWhoAwaitItAndNobodyElse() {
        var one = awaiting(running(), "transfer1");
        var two = awaiting(running(), "transfer1");
        var three = awaiting(running(), "transfer3");
        awaiting(running(), "transfer4");

        tell("note 1", "transfer3", "transfer1");

        assertThat(come()).containsExactlyInAnyOrder(one, two, three);
    }

    @Test
    void theSameNoticeCountsOnce() {
        assertThat(tell("note 1", "transfer1")).isTrue();
        awaiting(running(Instant.now().plusSeconds(60)), "transfer1");

        assertThat(tell("note 1", "transfer1")).isFalse();
        assertThat(come()).isEmpty();
        assertThat(notices.take(new Notice("shop", "note 1", "paid", List.of("transfer1"))))
                .isTrue();
        assertThat(come()).hasSize(1);
    }

    @Test
    void whatIsToldTwiceAtTheSameTimeCountsOnce() {
        var taken = AtOnce.call(20, nr -> tell("note " + nr % 5, "transfer1"));
        assertThat(taken.stream().filter(first -> first)).hasSize(5);
    }

    @Test
    void newsThatCameWhileTheAttemptRanWakesTheJobAtOnce() {
        var claim = running();
        tell("note 1", "transfer1");

        assertThat(come()).isEmpty();
        assertThat(come()).doesNotContain(awaiting(claim, "transfer2"));
        var other = running();
        assertThat(awaiting(other, "transfer1")).isEqualTo(other.id());
        assertThat(come()).containsExactly(other.id());
    }

    @Test
    void oldNewsWakesNobody() {
        tell("note 1", "transfer1");

        awaiting(running(Instant.now().plusSeconds(60)), "transfer1");

        assertThat(come()).isEmpty();
    }

    @Test
    void noNewsIsMissedByThoseWhoBeginToWaitMeanwhile() {
        for (int round = 0; round < 20; round++) {
            var subjects =
                    IntStream.range(0, 10).mapToObj(nr -> "transfer" + nr).toList();
            var claims = subjects.stream().map(subject -> running()).toList();
            int number = round;

            AtOnce.call(
                    20,
                    nr -> nr % 2 == 0
                            ? awaiting(claims.get(nr / 2), subjects.get(nr / 2)).toString()
                            : String.valueOf(tell(number + " " + nr, subjects.get(nr / 2))));

            assertThat(come())
                    .containsExactlyInAnyOrderElementsOf(
                            claims.stream().map(Claim::id).toList());
        }
    }

    @Test
    void whatIsOldIsDroppedUnlessSomebodyStillWaits() {
        awaiting(running(), "transfer1");
        tell("note 2", "transfer2");
        assertThat(old.prune(HOUR, 10)).isZero();
        test.jdbi().useHandle(handle -> {
            handle.execute("UPDATE notice SET at = now() - interval '2 hours'");
            handle.execute("UPDATE subject SET touched_at = now() - interval '2 hours'");
        });

        assertThat(old.prune(HOUR, 10)).isEqualTo(1);

        assertThat(tell("note 2")).isTrue();
        List<String> left = test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT name FROM subject")
                        .mapTo(String.class)
                        .list());
        assertThat(left).containsExactly("transfer1");
    }
}
