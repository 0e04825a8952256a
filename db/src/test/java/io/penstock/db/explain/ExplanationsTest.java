package io.penstock.db.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.explain.Explanation.Reason;
import io.penstock.db.explain.Explanation.Reason.Busy;
import io.penstock.db.explain.Explanation.Reason.Closed;
import io.penstock.db.explain.Explanation.Reason.Due;
import io.penstock.db.explain.Explanation.Reason.Held;
import io.penstock.db.explain.Explanation.Reason.NoWorker;
import io.penstock.db.explain.Explanation.Reason.OnItsLane;
import io.penstock.db.explain.Explanation.Reason.OthersOfKey;
import io.penstock.db.explain.Explanation.Reason.Paused;
import io.penstock.db.explain.Explanation.Reason.Turn;
import io.penstock.db.explain.Explanation.Reason.UsedUp;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.fleet.LaneSlots;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.Flows;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.limit.BudgetPeriod;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.pause.Pause;
import io.penstock.db.pause.Pauses;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.Terms.Concurrency;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplanationsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Pauses pauses = new Pauses(test.jdbi(), limits);
    private final Gates gates = new Gates(test.database());
    private final LimitedGates limited = new LimitedGates(test.database(), gates, HOUR);
    private final Workers workers = new Workers(test.jdbi());
    private final Explanations explanations =
            new Explanations(test.database(), limits, pauses, new LaneLoads(test.database()));
    private int worker;

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    @BeforeEach
    void oneWorkerServesTheLane() {
        worker = workers.join(Identity.named("w"), Set.of(Lane.HTTP), new LaneSlots(2, Map.of()), HOUR);
    }

    private List<JobId> submit(int tenant, int jobs, Terms terms) {
        var some = Stream.generate(() -> Submission.of(tenant, Probe.KIND, "{}", terms))
                .limit(jobs)
                .toList();
        submissions.submitAll(some);
        return some.stream().map(Submission::id).toList();
    }

    private JobId submit(Terms terms) {
        return submit(1, 1, terms).getFirst();
    }

    private Explanation explain(JobId job) {
        return explanations.of(1, new Jobs(test.jdbi()).find(1, job).orElseThrow());
    }

    private List<Reason> reasons(JobId job) {
        return explain(job).reasons();
    }

    @Test
    void aJobThatWaitsForNothingButTheDispatcherHasNoReason() {
        assertThat(explain(submit(Terms.DEFAULT))).isEqualTo(Explanation.NONE);
    }

    @Test
    void itsTimeHasNotCome() {
        var job = explain(submit(Terms.DEFAULT.runAt(LATER)));
        assertThat(job.reasons()).containsExactly(new Due(false, LATER));
        assertThat(job.eligibleAt()).isEqualTo(LATER);
    }

    @Test
    void othersComeFirst() {
        submit(2, 4, Terms.DEFAULT);
        submit(1, 3, Terms.DEFAULT.priority(9));
        var jobs = submit(1, 2, Terms.DEFAULT);
        assertThat(reasons(jobs.get(1))).containsExactly(new Turn(3 + 1 + 1));
        assertThat(explain(jobs.get(1)).ahead()).isEqualTo(5);
    }

    @Test
    void aLimitIsClosed() {
        limits.create(new NewLimit("door", new Quota.Rate(5, HOUR, 5), Probe.KIND.name(), null));
        var job = submit(Terms.DEFAULT);
        limits.close("door", LATER, "They are on holiday", "me");
        assertThat(explain(job).eligibleAt()).isEqualTo(LATER);
        assertThat(reasons(job)).singleElement().isInstanceOfSatisfying(Closed.class, closed -> {
            assertThat(closed.limit().name()).isEqualTo("door");
            assertThat(closed.closed().reason()).isEqualTo("They are on holiday");
            assertThat(closed.closed().by()).isEqualTo("me");
        });
    }

    @Test
    void whatIsPausedIsToldWithWhoAndWhy() {
        var job = submit(Terms.DEFAULT);
        pauses.pause(new Pause.Key(Pause.Scope.LANE, "http"), LATER, "They are down", "me");
        pauses.pause(new Pause.Key(Pause.Scope.KIND, "probe"), Limit.FOR_GOOD, "A bug", "you");
        pauses.pause(new Pause.Key(Pause.Scope.KIND, "http.request"), LATER, "Another one", "you");
        assertThat(reasons(job))
                .extracting(reason -> ((Paused) reason).pause().reason())
                .containsExactly("A bug", "They are down");
        assertThat(explain(job).eligibleAt()).isEqualTo(LATER);
    }

    @Test
    void aLimitIsUsedUp() {
        limits.create(new NewLimit("slow", new Quota.Units(10, HOUR, 10), null, null));
        var terms = Terms.DEFAULT.limits(List.of("slow")).units(Map.of("slow", 7L));
        submit(terms);
        var job = submit(terms);
        assertThat(limited.take(Lane.HTTP, 10).jobs()).hasSize(1);
        assertThat(reasons(job)).singleElement().isInstanceOfSatisfying(UsedUp.class, used -> {
            assertThat(used.needed()).isEqualTo(7);
            assertThat(used.left()).isEqualTo(3);
            assertThat(used.at()).isAfter(Instant.now().plusSeconds(3000));
        });
    }

    @Test
    void whatNeverFitsWaitsForNoTime() {
        limits.create(new NewLimit("slow", new Quota.Units(10, HOUR, 10), null, null));
        var job = submit(Terms.DEFAULT.limits(List.of("slow")).units(Map.of("slow", 11L)));
        assertThat(reasons(job))
                .singleElement()
                .isInstanceOfSatisfying(
                        UsedUp.class, used -> assertThat(used.until()).isEmpty());
        assertThat(explain(job).eligibleAt()).isNull();
    }

    @Test
    void aBudgetHasTooLittleLeft() {
        limits.create(new NewLimit("money", new Quota.Budget(100, BudgetPeriod.DAY, null), Probe.KIND.name(), null));
        var terms = Terms.DEFAULT.cost(70L);
        submit(terms);
        var job = submit(terms);
        assertThat(limited.take(Lane.HTTP, 10).jobs()).hasSize(1);
        assertThat(reasons(job)).singleElement().isInstanceOfSatisfying(UsedUp.class, used -> {
            assertThat(used.left()).isEqualTo(30);
            assertThat(used.until()).isPresent();
        });
        var never = submit(Terms.DEFAULT.cost(101L));
        assertThat(reasons(never))
                .anySatisfy(reason -> assertThat(reason)
                        .isInstanceOfSatisfying(
                                UsedUp.class, used -> assertThat(used.until()).isEmpty()));
    }

    @Test
    void othersHoldAllThatRunAtATime() {
        limits.create(new NewLimit("two", new Quota.Concurrency(2), null, null));
        var terms = Terms.DEFAULT.limits(List.of("two"));
        var mine = submit(terms);
        submit(2, 1, terms);
        var job = submit(terms);
        assertThat(limited.take(Lane.HTTP, 10).jobs()).hasSize(2);
        assertThat(reasons(job)).singleElement().isInstanceOfSatisfying(Held.class, held -> {
            assertThat(held.held()).isEqualTo(2);
            assertThat(held.by()).as("only those of the tenant").containsExactly(mine);
        });
    }

    @Test
    void othersOfItsKeyComeFirst() {
        var first = submit(Terms.DEFAULT.concurrency(new Concurrency("k", 1, true)));
        var second = submit(Terms.DEFAULT.concurrency(new Concurrency("k", 1, true)));
        assertThat(limited.take(Lane.HTTP, 10).jobs()).hasSize(1);
        assertThat(reasons(second)).containsExactly(new OthersOfKey("k", 1, List.of(first)));
    }

    @Test
    void everyReasonIsTold() {
        limits.create(new NewLimit("door", new Quota.Rate(5, HOUR, 5), Probe.KIND.name(), null));
        limits.create(new NewLimit("none", new Quota.Concurrency(5), Probe.KIND.name(), null));
        limits.close("door", LATER, "They are on holiday", "me");
        limits.close("none", LATER.plusSeconds(1), "We are on holiday", "me");
        submit(Terms.DEFAULT);
        workers.leave(worker, Workers.Events.NONE);
        var explained = explain(submit(Terms.DEFAULT));
        assertThat(explained.reasons())
                .extracting(reason -> reason.getClass().getSimpleName())
                .containsExactly("Closed", "Closed", "Turn", "NoWorker");
        assertThat(explained.eligibleAt()).isEqualTo(LATER.plusSeconds(1));
    }

    @Test
    void nobodyServesTheLane() {
        workers.leave(worker, Workers.Events.NONE);
        assertThat(reasons(submit(Terms.DEFAULT))).containsExactly(new NoWorker(Lane.HTTP));
    }

    @Test
    void allSlotsAreTaken() {
        workers.beat(worker, HOUR, Workers.Events.NONE, Map.of(Lane.HTTP, 2));
        assertThat(reasons(submit(Terms.DEFAULT))).containsExactly(new Busy(Lane.HTTP, 1, 2));
    }

    @Test
    void aJobOnItsLaneWaitsForAWorkerThatHasRoom() {
        var job = JobRows.in(test.database()).dispatched().insert();
        assertThat(reasons(job)).containsExactly(new OnItsLane(Lane.HTTP));
        workers.leave(worker, Workers.Events.NONE);
        assertThat(reasons(job)).containsExactly(new NoWorker(Lane.HTTP));
    }

    @Test
    void aJobThatRunsOrHasEndedHasNoReason() {
        workers.leave(worker, Workers.Events.NONE);
        var rows = JobRows.in(test.database());
        assertThat(explain(rows.running().insert())).isEqualTo(Explanation.NONE);
        assertThat(explain(JobRows.in(test.database()).succeeded().insert())).isEqualTo(Explanation.NONE);
    }

    private void sixtyWentThroughInAMinuteOf(int jobs) {
        var flows = new Flows(test.jdbi());
        submit(1, jobs, Terms.DEFAULT);
        flows.note();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE gate_flow SET at = at - interval '60 s'"));
        gates.take(Lane.HTTP, 60);
    }

    @Test
    void whenItStartsIsToldByWhatWentThroughLately() {
        sixtyWentThroughInAMinuteOf(100);
        submit(1, 19, Terms.DEFAULT);
        var job = explain(submit(Terms.DEFAULT));
        assertThat(job.ahead()).isEqualTo(59);
        assertThat(job.startsIn()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(65));
    }

    @Test
    void beforeAnythingWentThroughWhenItStartsIsToldByItsLimits() {
        limits.create(new NewLimit("slow", new Quota.Units(10, HOUR, 10), null, null));
        var terms = Terms.DEFAULT.limits(List.of("slow")).units(Map.of("slow", 5L));
        submit(1, 3, terms);
        assertThat(explain(submit(terms)).startsIn()).isEqualTo(Duration.ofMinutes(90));
        assertThat(limited.take(Lane.HTTP, 10).jobs()).hasSize(2);
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM gate_flow"));
        assertThat(explain(submit(terms)).startsIn()).isBetween(Duration.ofMinutes(115), Duration.ofMinutes(125));
    }

    @Test
    void whoWaitsForSomebodyToActIsNotToldWhenItStarts() {
        sixtyWentThroughInAMinuteOf(60);
        var job = submit(Terms.DEFAULT);
        assertThat(explain(job).startsIn()).isNotNull();
        workers.leave(worker, Workers.Events.NONE);
        assertThat(explain(job).startsIn()).isNull();
    }

    @Test
    void theFirstInLineStartsWhenTheNextOneGoesThrough() {
        sixtyWentThroughInAMinuteOf(60);
        var job = explain(submit(Terms.DEFAULT));
        assertThat(job.ahead()).isZero();
        assertThat(job.startsIn()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));
        assertThat(job.isOnlyTime())
                .as("it has its turn, and no time to wait for")
                .isFalse();
    }

    @Test
    void whoWaitsForTimesAloneWaitsForTimesAlone() {
        limits.create(new NewLimit("shut", new Quota.Concurrency(5), null, null));
        limits.close("shut", Instant.parse("2999-01-01T00:00:00Z"), "They moved", null);
        assertThat(explain(submit(Terms.DEFAULT.limits(List.of("shut")))).isOnlyTime())
                .isTrue();
    }
}
