package io.penstock.db.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Finish.LeaseLost;
import io.penstock.db.claim.Outcome.Succeeded;
import io.penstock.db.effect.Effects;
import io.penstock.db.job.Attempt;
import io.penstock.db.job.Failure;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LapsedClaimsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final LapsedClaims lapsedClaims = new LapsedClaims(test.database());
    private final Jobs jobs = new Jobs(test.jdbi());
    private final WorkerRows workers = WorkerRows.in(test.database());
    private final int silent = workers.silent();

    private JobRows running() {
        return JobRows.in(test.database()).running().worker(silent);
    }

    private LiveRow live(JobId id) {
        return LiveRow.of(test.database(), id);
    }

    private Job job(JobId id) {
        return jobs.find(1, id).orElseThrow();
    }

    @Test
    void theJobsOfALostWorkerWaitAgainAtTheirPlaces() {
        var started = Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.MICROS);
        var id = running().attempt(2).place(7).since(started).insert();
        assertThat(lapsedClaims.rescue()).isEqualTo(1);
        assertThat(live(id))
                .extracting(
                        LiveRow::state,
                        LiveRow::attempt,
                        LiveRow::forgiven,
                        LiveRow::rescues,
                        LiveRow::worker,
                        LiveRow::place)
                .containsExactly("queued", 2, 1, 1, null, 7L);
        assertThat(job(id).attempts()).hasSize(2).last().satisfies(attempt -> {
            assertThat(attempt.attempt()).isEqualTo(2);
            assertThat(attempt.failure().code()).isEqualTo("worker_lost");
            assertThat(attempt.fingerprint()).matches("[0-9a-f]{16}");
            assertThat(attempt.startedAt()).isEqualTo(started);
            assertThat(attempt.nextAt()).as("the next one may begin at once").isEqualTo(live(id).since());
        });
    }

    @Test
    void theJobsOfALivingWorkerGoOn() {
        var id = JobRows.in(test.database()).running().insert();
        var lost = running().insert();
        assertThat(lapsedClaims.rescue()).isEqualTo(1);
        assertThat(live(id).state()).isEqualTo("running");
        assertThat(live(lost).state()).isEqualTo("queued");
    }

    @Test
    void jobsThatDoNotRunAreLeftAlone() {
        var dispatched = JobRows.in(test.database()).dispatched().insert();
        var retrying = JobRows.in(test.database()).retrying().worker(silent).insert();
        test.jdbi()
                .useHandle(handle -> assertThat(handle.createQuery("SELECT count(*) FROM live WHERE worker IS NOT NULL")
                                .mapTo(Integer.class)
                                .one())
                        .isZero());
        assertThat(lapsedClaims.rescue()).isZero();
        assertThat(live(dispatched).state()).isEqualTo("dispatched");
        assertThat(live(retrying).state()).isEqualTo("retrying");
    }

    @Test
    void theThirdLostWorkerSetsAJobAside() {
        var id = running().attempt(3).rescues(2).insert();
        var other = running().attempt(2).rescues(1).insert();
        assertThat(lapsedClaims.rescue()).isEqualTo(2);
        assertThat(LiveRow.find(test.database(), id)).isEmpty();
        var job = job(id);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(job.failure())
                .isEqualTo(
                        new Failure(
                                "worker_lost",
                                "Its worker was lost 3 times while it ran, so it was set aside: it may be what took them down."));
        assertThat(job.attempts()).extracting(Attempt::attempt).containsExactly(1, 2, 3);
        assertThat(job.attempts().getLast().nextAt()).isNull();
        assertThat(live(other).state()).isEqualTo("queued");
        assertThat(live(other).rescues()).isEqualTo(2);
    }

    /** Whoever reads that it failed submits it again. */
    @Test
    void whatHadItsEffectBeforeItIsSetAsideHasNotFailed() {
        var id = running().attempt(3).rescues(2).insert();
        var claim = TestClaim.of(id, 3, silent);
        var effects = new Effects(test.jdbi());
        effects.begin(claim, "mail");
        effects.receive(claim, "mail", "{}");

        lapsedClaims.rescue();

        assertThat(job(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(job(id).failure())
                .isEqualTo(
                        new Failure(
                                "worker_lost",
                                "Its worker was lost 3 times while it ran, so it was set aside: it may be what took them down."
                                        + " It had an effect before; whether it was done with all it had to do, nobody knows."));
    }

    @Test
    void aStepIsNoEffect() {
        var id = running().attempt(3).rescues(2).insert();
        new Effects(test.jdbi()).receive(TestClaim.of(id, 3, silent), "page-1", "{}");

        lapsedClaims.rescue();

        assertThat(job(id).state()).isEqualTo(State.FAILED);
    }

    @Test
    void rescuingTwiceChangesNothing() {
        var id = running().insert();
        assertThat(lapsedClaims.rescue()).isEqualTo(1);
        var after = live(id);
        assertThat(lapsedClaims.rescue()).isZero();
        assertThat(new LapsedClaims(test.database()).rescue()).isZero();
        assertThat(live(id)).isEqualTo(after);
        assertThat(job(id).attempts()).hasSize(1);
    }

    @Test
    void rescuersAtTheSameMomentRescueEachJobOnce() {
        for (int i = 0; i < 20; i++) {
            running().attempt(i % 2 + 2).rescues(i % 2 + 1).insert();
        }
        var each = AtOnce.call(4, i -> new LapsedClaims(test.database()).rescue());
        assertThat(each.stream().mapToInt(n -> n).sum()).isEqualTo(20);
    }

    @Test
    void aRescuedAttemptHasLostItsLease() {
        var id = running().insert();
        lapsedClaims.rescue();
        try (var settlements = new Settlements(test.jdbi())) {
            assertThat(settlements
                            .finish(TestClaim.of(id, 1, silent), new Succeeded("{}"))
                            .join())
                    .isEqualTo(new LeaseLost());
        }
        assertThat(live(id).state()).isEqualTo("queued");
    }

    @Test
    void aWorkerWhoseLapseWasNoticedClaimsNoMore() {
        lapsedClaims.rescue();
        var id = JobRows.in(test.database()).dispatched().insert();
        assertThat(new Claims(test.database()).claim(silent, List.of(new Offer(id, 0))))
                .isEmpty();
    }

    @Test
    void aJobWhoseWorkerWasLostOnItsLastAttemptMayStillRun() {
        var id = running().attempt(5).maxAttempts(5).insert();
        lapsedClaims.rescue();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET state = 'dispatched'"));
        var claims = new Claims(test.database()).claim(workers.alive(), List.of(new Offer(id, 5)));
        assertThat(claims).singleElement().satisfies(claim -> {
            assertThat(claim.attempt()).isEqualTo(6);
            assertThat(claim.countedAttempt()).isEqualTo(5);
        });
    }

    @Test
    void aWorkerThatLapsedWhileNoRescuerRanIsMadeUpFor() {
        int lapsedLongAgo = workers.lapsed();
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE worker SET lapsed_at = now() - interval '10 minutes' WHERE id = ?", lapsedLongAgo));
        var id = JobRows.in(test.database()).running().worker(lapsedLongAgo).insert();
        assertThat(lapsedClaims.rescue()).isEqualTo(1);
        assertThat(live(id).state()).isEqualTo("queued");
    }
}
