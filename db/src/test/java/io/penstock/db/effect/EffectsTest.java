package io.penstock.db.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Finish.Recorded;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.effect.Intent.Begun;
import io.penstock.db.effect.Intent.Fresh;
import io.penstock.db.effect.Intent.Had;
import io.penstock.db.effect.Intent.LeaseLost;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EffectsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Effects effects = new Effects(TEST.jdbi());
    private final int worker = WorkerRows.in(TEST.database()).alive();

    private Claim running(int attempt) {
        var id = JobRows.in(TEST.database())
                .running()
                .attempt(attempt)
                .worker(worker)
                .insert();
        return claim(id, attempt);
    }

    private Claim claim(JobId id, int attempt) {
        return TestClaim.of(id, attempt, worker);
    }

    private Claim nextAttempt(Claim claim) {
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET attempt = attempt + 1 WHERE id = ?",
                        claim.id().uuid()));
        return claim(claim.id(), claim.attempt() + 1);
    }

    @Test
    void aFreshEffectIsToBeHad() {
        var claim = running(1);
        assertThat(effects.begin(claim, "charge")).isEqualTo(new Fresh(1));
        assertThat(effects.begin(claim, "mail")).isEqualTo(new Fresh(1));
    }

    @Test
    void anEffectThatWasHadIsNotHadAgain() {
        var claim = running(1);
        effects.begin(claim, "charge");
        assertThat(effects.receive(claim, "charge", "{\"id\":\"ch_1\"}")).isTrue();
        assertThat(effects.begin(nextAttempt(claim), "charge")).isEqualTo(new Had("{\"id\":\"ch_1\"}"));
        assertThat(effects.receipt(claim.id(), "charge")).contains("{\"id\":\"ch_1\"}");
    }

    @Test
    void anEffectThatWasBegunSaysSo() {
        var claim = running(1);
        effects.begin(claim, "charge");
        assertThat(effects.begin(nextAttempt(claim), "charge")).isInstanceOf(Begun.class);
        assertThat(effects.receipt(claim.id(), "charge")).isEmpty();
    }

    @Test
    void anEffectThatWasWithdrawnIsFresh() {
        var claim = running(1);
        effects.begin(claim, "charge");
        assertThat(effects.withdraw(claim, "charge")).isTrue();
        assertThat(effects.begin(claim, "charge")).isEqualTo(new Fresh(1));
    }

    @Test
    void aReceiptCannotBeWithdrawn() {
        var claim = running(1);
        effects.begin(claim, "charge");
        effects.receive(claim, "charge", "1");
        effects.withdraw(claim, "charge");
        assertThat(effects.receipt(claim.id(), "charge")).contains("1");
    }

    @Test
    void aStaleAttemptWritesNothing() {
        var stale = running(1);
        nextAttempt(stale);
        assertThat(effects.begin(stale, "charge")).isEqualTo(new LeaseLost());
        assertThat(effects.receive(stale, "charge", "1")).isFalse();
        assertThat(effects.withdraw(stale, "charge")).isFalse();
        assertThat(effects.receipt(stale.id(), "charge")).isEmpty();
    }

    @Test
    void aStepHasAReceiptAndNoIntent() {
        var claim = running(1);
        assertThat(effects.receive(claim, "file-30", "{}")).isTrue();
        assertThat(effects.receipt(claim.id(), "file-30")).contains("{}");
    }

    /** Either the intent is there first, and the rescue takes the job after it; or the job was rescued first, and there is no intent. */
    @RepeatedTest(10)
    void anIntentAndARescueExcludeEachOther() {
        int silent = WorkerRows.in(TEST.database()).silent();
        var id = JobRows.in(TEST.database()).running().worker(silent).insert();
        var claim = TestClaim.of(id, 1, silent);
        var both = AtOnce.<Object>call(
                2, i -> i == 0 ? effects.begin(claim, "charge") : new LapsedClaims(TEST.database()).rescue());
        boolean written = TEST.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT FROM effect WHERE job = :job)")
                        .bind("job", id.uuid())
                        .mapTo(Boolean.class)
                        .one());
        assertThat(both.getFirst()).isEqualTo(written ? new Fresh(1) : new LeaseLost());
    }

    @Test
    void anEndThatWaitsForAnIntentSeesIt() {
        var claim = running(1);
        try (var settlements = new Settlements(TEST.jdbi());
                var beginning = TEST.jdbi().open()) {
            beginning.begin();
            beginning.execute(
                    "SELECT FROM live WHERE id = ? FOR NO KEY UPDATE",
                    claim.id().uuid());
            var failed = new Outcome.Failed(new Failure("declined", "No."), FailureClass.PERMANENT);
            var ending = settlements.finish(claim, failed);
            TEST.awaitWaiter();
            beginning.execute(
                    "INSERT INTO effect (job, key, attempt) VALUES (?, 'charge', 1)",
                    claim.id().uuid());
            beginning.commit();
            assertThat(ending.join())
                    .isInstanceOfSatisfying(
                            Recorded.class,
                            recorded -> assertThat(recorded.state()).isEqualTo(State.OUTCOME_UNKNOWN));
        }
    }

    @Test
    void aJobThatFailsWithAnOpenIntentHasNoKnownOutcome() {
        var claim = running(1);
        effects.begin(claim, "charge");
        try (var settlements = new Settlements(TEST.jdbi())) {
            settlements
                    .finish(claim, new Outcome.Failed(new Failure("declined", "No."), FailureClass.PERMANENT))
                    .join();
        }
        var job = new Jobs(TEST.jdbi()).find(1, claim.id()).orElseThrow();
        assertThat(job.state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(job.failure())
                .isEqualTo(new Failure(
                        "effect_unknown", "An effect was begun and has no receipt: it may have happened or not. No."));
        assertThat(job.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.failure().code()).isEqualTo("declined"));
    }

    @Test
    void aJobThatSucceedsWithAnOpenIntentHasSucceeded() {
        var claim = running(1);
        effects.begin(claim, "charge");
        try (var settlements = new Settlements(TEST.jdbi())) {
            settlements.finish(claim, new Outcome.Succeeded("{}")).join();
        }
        assertThat(new Jobs(TEST.jdbi()).find(1, claim.id()).orElseThrow().state())
                .isEqualTo(State.SUCCEEDED);
    }
}
