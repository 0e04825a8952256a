package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Expirations;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.BudgetNews;
import io.penstock.db.limit.BudgetPeriod;
import io.penstock.db.limit.Budgets;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Quota;
import io.penstock.db.limit.Weights;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String LAST_PERIOD = "UPDATE limit_state SET spent_until = now() - interval '1 second'";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Budgets budgets = new Budgets(limits);
    private final Gates gates = new Gates(test.database());
    private final LimitedGates limited = new LimitedGates(test.database(), gates, HOUR);
    private final Jobs jobs = new Jobs(test.jdbi());
    private final int worker = WorkerRows.in(test.database()).alive();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    private void budget(long amount) {
        budget(amount, null);
    }

    private void budget(long amount, @Nullable Long soft) {
        assertThat(budgets.create("money", new Quota.Budget(amount, BudgetPeriod.MONTH, soft), null, null))
                .isTrue();
    }

    private Limit budget() {
        return budgets.find("money").orElseThrow();
    }

    private long spent() {
        return budget().spending().spent();
    }

    private JobId job(long cost) {
        return job(Terms.DEFAULT.cost(cost));
    }

    private JobId job(Terms terms) {
        var job = Submission.of(1, Probe.KIND, "{}", terms.limits(List.of("money")));
        submissions.submitAll(List.of(job));
        return job.id();
    }

    private List<JobId> take() {
        return limited.take(Lane.HTTP, 10).jobs().stream().map(Moved::id).toList();
    }

    private Claim claim(JobId id) {
        return new Claims(test.database())
                .claim(worker, List.of(new Offer(id, 0)))
                .getFirst();
    }

    /** A job that runs and for which so much was set aside. */
    private Claim running(long cost) {
        var id = job(cost);
        assertThat(take()).containsExactly(id);
        return claim(id);
    }

    private void succeed(Claim claim, long cost) {
        settlements.finishAll(List.of(new Settlement(claim, new Outcome.Succeeded("{}"), Map.of(Weights.COST, cost))));
    }

    private Job view(JobId id) {
        return jobs.find(1, id).orElseThrow();
    }

    @Test
    void whatJobsAreEstimatedToCostIsSetAsideAndNoMoreThanThereIs() {
        budget(100);
        var first = job(60);
        var second = job(30);
        var third = job(20);
        assertThat(take()).containsExactly(first, second);
        assertThat(take()).isEmpty();
        assertThat(spent()).isEqualTo(90);
        assertThat(view(third).waitReason()).isEqualTo(Job.WaitReason.BUDGET);
        assertThat(view(third).nextEligibleAt()).isEqualTo(budget().spending().until());
    }

    @Test
    void aJobThatWaitsGoesWhenTheBudgetIsRaised() {
        budget(100);
        running(100);
        var next = job(1);
        assertThat(take()).isEmpty();
        budgets.change("money", new Quota.Budget(101, BudgetPeriod.MONTH, null));
        assertThat(view(next).waitReason()).isEqualTo(Job.WaitReason.LIMIT);
        assertThat(take()).containsExactly(next);
    }

    @Test
    void aJobThatWaitsGoesWhenThePeriodTurns() {
        budget(100);
        running(100);
        var next = job(100);
        assertThat(take()).isEmpty();
        test.jdbi().useHandle(handle -> handle.execute(LAST_PERIOD));
        assertThat(view(next).waitReason()).isEqualTo(Job.WaitReason.LIMIT);
        assertThat(take()).containsExactly(next);
    }

    @Test
    void aJobThatCostsNothingWaitsToo() {
        budget(100);
        var dear = job(100);
        var free = job(0);
        assertThat(take()).containsExactly(dear);
        assertThat(take()).isEmpty();
        assertThat(view(free).waitReason()).isEqualTo(Job.WaitReason.BUDGET);
    }

    @Test
    void aJobThatCostsMoreThanTheBudgetWaitsForEver() {
        budget(100);
        var dear = job(101);
        assertThat(take()).isEmpty();
        assertThat(view(dear).waitReason()).isEqualTo(Job.WaitReason.BUDGET);
        assertThat(view(dear).nextEligibleAt()).isNull();
    }

    @Test
    void aJobNextToABudgetThatHasEnoughWaitsForItsLimit() {
        budget(100);
        limits.create(new Limits.NewLimit("door", new Quota.Concurrency(1), null, null));
        limits.close("door", Instant.parse("2999-01-01T00:00:00Z"), "Not now", null);
        var job = Submission.of(1, Probe.KIND, "{}", Terms.DEFAULT.cost(100).limits(List.of("door", "money")));
        submissions.submitAll(List.of(job));
        assertThat(take()).isEmpty();
        assertThat(view(job.id()).waitReason()).isEqualTo(Job.WaitReason.LIMIT);
    }

    @Test
    void whatAJobCostLessIsThereForTheNext() {
        budget(100);
        succeed(running(100), 40);
        assertThat(spent()).isEqualTo(40);
        assertThat(budget().left(0).most()).isEqualTo(60);
        running(60);
        assertThat(spent()).isEqualTo(100);
    }

    @Test
    void whatAJobCostMoreIsSpentAndTheNextOnesWait() {
        budget(100);
        succeed(running(50), 130);
        job(1);
        assertThat(take()).isEmpty();
        assertThat(spent()).isEqualTo(130);
        test.jdbi().useHandle(handle -> handle.execute(LAST_PERIOD));
        assertThat(spent()).isEqualTo(30);
    }

    @Test
    void whatAFailedAttemptCostIsSpentAndTheRetryIsSetAsideAnew() {
        budget(100);
        var claim = running(30);
        settlements.finishAll(List.of(new Settlement(
                claim,
                new Outcome.Retry(new Failure("x", "y"), FailureClass.RETRYABLE, Duration.ZERO),
                Map.of(Weights.COST, 10L))));
        assertThat(spent()).isEqualTo(10);
        assertThat(new DueJobs(test.database(), gates).comeDue(1)).hasSize(1);
        assertThat(take()).containsExactly(claim.id());
        assertThat(spent()).isEqualTo(40);
    }

    @Test
    void aFinishThatComesTooLateCorrectsNothing() {
        budget(100);
        var claim = running(30);
        WorkerRows.in(test.database()).silence(worker);
        new LapsedClaims(test.database()).rescue();
        succeed(claim, 5);
        assertThat(spent()).isEqualTo(30);
    }

    @Test
    void aJobWhoseWorkerIsLostMayHaveSpentWhatWasSetAside() {
        budget(100);
        var claim = running(60);
        WorkerRows.in(test.database()).silence(worker);
        assertThat(new LapsedClaims(test.database()).rescue()).isEqualTo(1);
        assertThat(spent()).isEqualTo(60);
        assertThat(take()).isEmpty();
        assertThat(view(claim.id()).waitReason()).isEqualTo(Job.WaitReason.BUDGET);
    }

    @Test
    void anAttemptThatCouldNotBeginSpendsNothing() {
        budget(100);
        settlements.finishAll(List.of(new Settlement(running(70), new Outcome.Snooze(HOUR))));
        assertThat(spent()).isZero();
        var id = job(80);
        assertThat(take()).containsExactly(id);
        claim(id);
        assertThat(new Claims(test.database()).undo(worker, List.of(new Offer(id, 0))))
                .extracting(Moved::id)
                .containsExactly(id);
        assertThat(spent()).isZero();
    }

    @Test
    void aJobThatNobodyTookFromItsLaneSpendsNothing() {
        budget(100);
        var unclaimed = new Unclaimed(test.database(), gates);
        var unsent = job(100);
        var taken = limited.take(Lane.HTTP, 10).jobs();
        assertThat(spent()).isEqualTo(100);
        unclaimed.giveBack(taken);
        assertThat(spent()).isZero();
        var brief = new LimitedGates(test.database(), new Gates(test.database()), Duration.ofMillis(1));
        assertThat(brief.take(Lane.HTTP, 10).jobs()).extracting(Moved::id).containsExactly(unsent);
        assertThat(spent()).isEqualTo(100);
        await().until(() -> !unclaimed.giveBackUnused(10).isEmpty());
        assertThat(spent()).isZero();
    }

    @Test
    void aJobThatIsEndedOnItsLaneSpendsNothing() {
        budget(100);
        var cancelled = job(40);
        var late = job(60);
        assertThat(take()).containsExactly(cancelled, late);
        new Cancellations(test.jdbi()).cancel(1, cancelled);
        assertThat(spent()).isEqualTo(60);
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET deadline = now() WHERE id = ?", late.uuid()));
        assertThat(new Expirations(test.jdbi()).expire(10)).isEqualTo(1);
        assertThat(spent()).isZero();
    }

    @Test
    void aJobThatIsEndedBehindItsGateGivesNothingBack() {
        budget(100);
        settlements.finishAll(List.of(new Settlement(running(70), new Outcome.Released())));
        var waiting = test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT id FROM live")
                        .mapTo(UUID.class)
                        .one());
        new Cancellations(test.jdbi()).cancel(1, new JobId(waiting));
        assertThat(spent()).isEqualTo(70);
    }

    @Test
    void thatTheSoftPartIsSpentAndThatJobsWaitIsSaidOnce() {
        budget(100, 50L);
        job(50);
        assertThat(limited.take(Lane.HTTP, 10).news()).isEmpty();
        job(20);
        assertThat(limited.take(Lane.HTTP, 10).news()).singleElement().satisfies(news -> {
            assertThat(news.type()).isEqualTo(BudgetNews.Type.SOFT);
            assertThat(news.name()).isEqualTo("money");
            assertThat(news.spent()).isEqualTo(70);
            assertThat(news.until()).isEqualTo(budget().spending().until());
        });
        job(10);
        assertThat(limited.take(Lane.HTTP, 10).news()).isEmpty();
        job(90);
        assertThat(limited.take(Lane.HTTP, 10).news())
                .extracting(BudgetNews::type)
                .containsExactly(BudgetNews.Type.EXHAUSTED);
        assertThat(limited.take(Lane.HTTP, 10).news()).isEmpty();
    }

    /** Each serves a lane of its own, so that nothing but the budget is between them. */
    @Test
    void dispatchersAtTheSameTimeNeverSetMoreAsideThanThereIs() {
        budget(50);
        var lanes = List.of(Lane.HTTP, Lane.AI, Lane.EMAIL);
        for (var lane : lanes) {
            var kind = new Kind<>(
                    "test." + lane.label(),
                    "For a test.",
                    lane,
                    Probe.Payload.class,
                    Probe.Result.class,
                    Probe.KIND.retry(),
                    HOUR);
            var terms = Terms.DEFAULT.cost(3).limits(List.of("money"));
            submissions.submitAll(IntStream.range(0, 20)
                    .mapToObj(i -> Submission.of(1, kind, "{}", terms))
                    .toList());
        }
        var taken = AtOnce.call(3, i -> {
            var mine = new LimitedGates(test.database(), new Gates(test.database()), HOUR);
            int got = 0;
            for (var hand = mine.take(lanes.get(i), 2); goesOn(hand); hand = mine.take(lanes.get(i), 2)) {
                got += hand.jobs().size();
            }
            return got;
        });
        assertThat(taken.stream().mapToInt(n -> n).sum()).isEqualTo(16);
        assertThat(spent()).isEqualTo(48);
    }

    private static boolean goesOn(LimitedGates.Taken hand) {
        return !hand.jobs().isEmpty() || (hand.again() != null && hand.again().compareTo(Duration.ofSeconds(1)) < 0);
    }

    @Test
    void aBudgetIsNoLimitToWhoAsksForLimits() {
        budget(100);
        assertThat(limits.find("money")).isEmpty();
        assertThat(limits.page(null, 10)).isEmpty();
        assertThat(limits.delete("money")).isFalse();
        assertThat(limits.reopen("money")).isFalse();
        assertThat(limits.change("money", new Quota.Concurrency(1))).isFalse();
        limits.create(new Limits.NewLimit("other", new Quota.Concurrency(1), null, null));
        assertThat(budgets.page(null, 10)).extracting(Limit::name).containsExactly("money");
        assertThat(budgets.delete("other")).isFalse();
        assertThat(budgets.create("other", new Quota.Budget(1, BudgetPeriod.DAY, null), null, null))
                .isFalse();
    }

    @Test
    void aProviderThatAsksForPatienceDoesNotCloseABudget() {
        budget(100);
        limits.havePatience(job(1), HOUR);
        assertThat(budget().closed()).isNull();
        assertThat(take()).hasSize(1);
    }
}
