package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.limit.Routes;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrectionsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String COUNT = "SELECT count(*) FROM correction";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Gates gates = new Gates(test.database());
    private final LimitedGates limited = new LimitedGates(test.database(), gates, HOUR);
    private final int worker = WorkerRows.in(test.database()).alive();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @AutoClose
    private final Settlements settlements = new Settlements(test.jdbi());

    private void tokens(long permits) {
        limits.create(new NewLimit("tokens", new Quota.Units(permits, HOUR, permits), null, null));
    }

    private JobId job(long units) {
        var job = Submission.of(
                1, Probe.KIND, "{}", Terms.DEFAULT.limits(List.of("tokens")).units(Map.of("tokens", units)));
        submissions.submitAll(List.of(job));
        return job.id();
    }

    private List<JobId> take() {
        return limited.take(Lane.HTTP, 10).jobs().stream().map(Moved::id).toList();
    }

    private Claim running(long units) {
        var id = job(units);
        assertThat(take()).containsExactly(id);
        return claim(id, 0);
    }

    private Claim claim(JobId id, int attempts) {
        return new Claims(test.database())
                .claim(worker, List.of(new Offer(id, attempts)))
                .getFirst();
    }

    private void finish(Claim claim, Outcome outcome, long used) {
        settlements.finishAll(List.of(new Settlement(claim, outcome, Map.of("tokens", used))));
    }

    private void succeed(Claim claim, long used) {
        finish(claim, new Outcome.Succeeded("{}"), used);
    }

    private long left() {
        return limits.find("tokens").orElseThrow().left(0).most();
    }

    private int corrections() {
        return test.jdbi()
                .withHandle(
                        handle -> handle.createQuery(COUNT).mapTo(Integer.class).one());
    }

    @Test
    void whatAJobDidNotUseIsThereForTheNext() {
        tokens(100);
        succeed(running(90), 20);
        assertThat(left()).isEqualTo(80);
        running(80);
        assertThat(left()).isZero();
        assertThat(corrections()).isZero();
    }

    @Test
    void whatAJobUsedMoreIsUsedAndTheNextOnesWait() {
        tokens(100);
        succeed(running(10), 250);
        assertThat(left()).isZero();
        job(1);
        assertThat(take()).isEmpty();
        assertThat(corrections()).isZero();
        assertThat(limited.take(Lane.HTTP, 10).again()).isBetween(Duration.ofMinutes(59), HOUR);
    }

    @Test
    void aFailedAttemptIsCorrectedToo() {
        tokens(100);
        finish(running(50), new Outcome.Failed(new Failure("x", "y"), FailureClass.PERMANENT), 30);
        assertThat(left()).isEqualTo(70);
    }

    @Test
    void whatIsAsItWasThoughtLeavesNothingToCorrect() {
        tokens(100);
        succeed(running(50), 50);
        settlements.finishAll(List.of(new Settlement(running(30), new Outcome.Succeeded("{}"))));
        assertThat(corrections()).isZero();
        assertThat(left()).isEqualTo(20);
    }

    @Test
    void whatIsSaidOfALimitThatTheJobDidNotNeedIsLeftAside() {
        tokens(100);
        limits.create(new NewLimit("other", new Quota.Units(100, HOUR, 100), null, null));
        settlements.finishAll(
                List.of(new Settlement(running(50), new Outcome.Succeeded("{}"), Map.of("other", 70L, "nothing", 5L))));
        assertThat(corrections()).isZero();
    }

    @Test
    void aFinishThatIsRefusedCorrectsNothing() {
        tokens(100);
        var claim = running(50);
        settlements.finishAll(List.of(new Settlement(claim, new Outcome.Released())));
        await().untilAsserted(() -> assertThat(take()).containsExactly(claim.id()));
        var second = claim(claim.id(), 1);
        succeed(claim, 5);
        assertThat(corrections()).isZero();
        assertThat(left()).isZero();
        succeed(second, 5);
        assertThat(left()).isEqualTo(45);
    }

    @Test
    void whatWasTakenOfALimitThatIsGoneIsForgotten() {
        tokens(100);
        var early = running(50);
        var late = running(50);
        succeed(early, 5);
        limits.delete("tokens");
        tokens(100);
        succeed(late, 500);
        job(1);
        assertThat(take()).hasSize(1);
        assertThat(left()).isEqualTo(99);
    }

    private NewLimit ofDeployment(String deployment, String counted, Quota quota) {
        return new NewLimit(deployment + ":" + counted, quota, null, null, deployment);
    }

    /** A job of the route goes through the limits of small, with 50 tokens set aside. */
    private Claim sentToSmall() {
        var hundred = new Quota.Units(100, HOUR, 100);
        var ten = new Quota.Rate(10, HOUR, 10);
        new Routes(test.jdbi(), limits)
                .declare(
                        Map.of(Probe.KIND.name(), List.of("small", "large")),
                        List.of(
                                ofDeployment("small", "tokens", hundred),
                                ofDeployment("small", "requests", ten),
                                ofDeployment("large", "tokens", hundred),
                                ofDeployment("large", "requests", ten),
                                ofDeployment("large", "calls", new Quota.Concurrency(5))),
                        List.of());
        var job = Submission.of(1, Probe.KIND, "{}", Terms.DEFAULT.units(Map.of("tokens", 50L)));
        submissions.submitAll(List.of(job));
        assertThat(take()).containsExactly(job.id());
        return claim(job.id(), 0);
    }

    @ParameterizedTest
    @CsvSource({"60, 0, 40", "70, 1, 30", "10, 1, 90"})
    void whatCountsAtItsMostIsSettledAgainstThat(long used, long corrections, long left) {
        var tokens = new NewLimit("small:tokens", new Quota.Units(100, HOUR, 100), null, null, "small", 50L);
        new Routes(test.jdbi(), limits)
                .declare(Map.of(Probe.KIND.name(), List.of("small")), List.of(tokens), List.of());
        var units = Map.of("input_tokens", 10L, "output_tokens", 5L, "tokens", 15L);
        var job = Submission.of(1, Probe.KIND, "{}", Terms.DEFAULT.units(units));
        submissions.submitAll(List.of(job));
        assertThat(take()).containsExactly(job.id());

        settlements.finishAll(
                List.of(new Settlement(claim(job.id(), 0), new Outcome.Succeeded("{}"), Map.of("small:tokens", used))));

        assertThat(corrections()).isEqualTo(corrections);
        assertThat(left("small:tokens")).isEqualTo(left);
    }

    private long left(String limit) {
        return limits.find(limit).orElseThrow().left(0).most();
    }

    @Test
    void aFurtherCallIsCountedByTheLimitsOfTheDeploymentThatItWentTo() {
        var claim = sentToSmall();
        settlements.finishAll(List.of(new Settlement(
                claim,
                new Outcome.Succeeded("{}"),
                Map.of(
                        "small:tokens",
                        0L,
                        "small:requests",
                        1L,
                        "large:tokens",
                        130L,
                        "large:requests",
                        1L,
                        "large:calls",
                        1L))));
        assertThat(left("small:tokens")).isEqualTo(100);
        assertThat(left("small:requests")).isEqualTo(9);
        assertThat(left("large:tokens")).isZero();
        assertThat(left("large:requests")).isEqualTo(9);
        assertThat(corrections()).isEqualTo(3);
        submissions.submitAll(List.of(Submission.of(1, Probe.KIND, "{}")));
        assertThat(take()).hasSize(1);
        assertThat(corrections()).as("somebody counted them").isZero();
        assertThat(left("large:tokens")).isZero();
        assertThat(left("large:requests")).isEqualTo(9);
    }

    @Test
    void callsOfOneAttemptAreCountedEach() {
        var claim = sentToSmall();
        settlements.finishAll(List.of(
                new Settlement(claim, new Outcome.Succeeded("{}"), Map.of("small:tokens", 50L, "small:requests", 3L))));
        assertThat(left("small:requests")).isEqualTo(7);
        assertThat(left("small:tokens")).isEqualTo(50);
    }

    @Test
    void aDeploymentThatWasNotCalledGetsItsRequestBack() {
        var claim = sentToSmall();
        settlements.finishAll(List.of(
                new Settlement(claim, new Outcome.Succeeded("{}"), Map.of("small:tokens", 0L, "small:requests", 0L))));
        assertThat(left("small:requests")).isEqualTo(10);
        assertThat(left("small:tokens")).isEqualTo(100);
    }

    @Test
    void ofARateThatIsNoDeploymentsAJobTakesOneWhateverItSays() {
        limits.create(new NewLimit("calls", new Quota.Rate(10, HOUR, 10), Probe.KIND.name(), null));
        tokens(100);
        settlements.finishAll(List.of(new Settlement(running(10), new Outcome.Succeeded("{}"), Map.of("calls", 5L))));
        assertThat(corrections()).isZero();
        assertThat(left("calls")).isEqualTo(9);
    }
}
