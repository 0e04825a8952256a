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
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LimitedGatesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Gates gates = new Gates(test.database());
    private final LimitedGates limited = new LimitedGates(test.database(), gates, Duration.ofMinutes(1));

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    private JobId submit(Terms terms) {
        return submit(1, terms);
    }

    private JobId submit(int tenant, Terms terms) {
        var job = Submission.of(tenant, Probe.KIND, "{}", terms);
        submissions.submitAll(List.of(job));
        return job.id();
    }

    private List<JobId> submit(int jobs, String... names) {
        return IntStream.range(0, jobs)
                .mapToObj(i -> submit(Terms.DEFAULT.limits(List.of(names))))
                .toList();
    }

    private void limit(String name, Quota quota) {
        assertThat(limits.create(new NewLimit(name, quota, null, null))).isTrue();
    }

    private List<JobId> take(int room) {
        return ids(limited.take(Lane.HTTP, room).jobs());
    }

    private static List<JobId> ids(List<Moved> jobs) {
        return jobs.stream().map(Moved::id).toList();
    }

    private static Quota rate(long permits) {
        return new Quota.Rate(permits, HOUR, permits);
    }

    @Test
    void noMoreGoThroughThanTheRateHasPermits() {
        limit("slow", rate(3));
        var jobs = submit(5, "slow");
        assertThat(take(2)).containsExactlyElementsOf(jobs.subList(0, 2));
        assertThat(take(10)).containsExactly(jobs.get(2));
        var taken = limited.take(Lane.HTTP, 10);
        assertThat(taken.jobs()).isEmpty();
        assertThat(taken.again()).isBetween(Duration.ofMinutes(59), HOUR);
    }

    @Test
    void aJobOfAnotherGateDoesNotWait() {
        limit("slow", rate(1));
        submit(3, "slow");
        var free = submit(Terms.DEFAULT);
        assertThat(take(10)).hasSize(1);
        assertThat(ids(gates.take(Lane.HTTP, 10))).containsExactly(free);
        assertThat(limited.take(Lane.AI, 10)).isEqualTo(new LimitedGates.Taken(List.of(), null, List.of()));
    }

    @Test
    void aJobNeedsAPermitOfEachOfItsLimits() {
        limit("a", rate(2));
        limit("b", rate(3));
        var both = submit(3, "a", "b");
        var onlyB = submit(3, "b");
        assertThat(take(10)).containsExactly(both.get(0), both.get(1), onlyB.get(0));
        assertThat(take(10)).isEmpty();
    }

    @Test
    void theFirstOfAllGatesGoesFirst() {
        limit("a", rate(100));
        limit("b", rate(100));
        var first = submit(1, "a").getFirst();
        var second = submit(1, "b").getFirst();
        var third = submit(1, "a").getFirst();
        var urgent = submit(Terms.DEFAULT.priority(9).limits(List.of("b")));
        assertThat(take(3)).containsExactly(urgent, first, second);
        assertThat(take(3)).containsExactly(third);
    }

    @Test
    void tenantsTakeTurnsThoughTheyWaitAtDifferentGates() {
        limit("shared", rate(1000));
        new Tenants(test.jdbi()).named("first");
        int other = new Tenants(test.jdbi()).named("other").id();
        assertThat(limits.create(new NewLimit("own", rate(1000), null, other))).isTrue();
        submit(20, "shared");
        IntStream.range(0, 20).forEach(i -> submit(other, Terms.DEFAULT.limits(List.of("shared"))));
        assertThat(limited.take(Lane.HTTP, 10).jobs())
                .filteredOn(job -> job.tenant() == other)
                .hasSize(5);
    }

    @Test
    void aLowPriorityIsSlowButNeverStarves() {
        limit("a", rate(1000));
        itsTurnComesBehindManyOfPriority9(submit(Terms.DEFAULT.priority(1).limits(List.of("a"))));
    }

    @Test
    void aLowPriorityNeverStarvesThoughTheOthersWaitAtAnotherGate() {
        limit("a", rate(1000));
        limit("b", rate(1000));
        itsTurnComesBehindManyOfPriority9(submit(Terms.DEFAULT.priority(1).limits(List.of("a", "b"))));
    }

    private void itsTurnComesBehindManyOfPriority9(JobId low) {
        for (int i = 0; i < 60; i++) {
            submit(Terms.DEFAULT.priority(9).limits(List.of("a")));
        }
        assertThat(take(5)).doesNotContain(low);
        var taken = new ArrayList<JobId>();
        while (taken.size() < 40) {
            taken.addAll(take(5));
        }
        assertThat(taken).contains(low);
    }

    @Test
    void aHeavyJobTakesMoreUnitsAndIsNotOvertakenByALightOne() {
        limit("tokens", new Quota.Units(100, HOUR, 100));
        var heavy = submit(Terms.DEFAULT.limits(List.of("tokens")).units(Map.of("tokens", 70L)));
        submit(Terms.DEFAULT.limits(List.of("tokens")).units(Map.of("tokens", 40L)));
        submit(Terms.DEFAULT.limits(List.of("tokens")));
        assertThat(take(10)).containsExactly(heavy);
        assertThat(take(10)).isEmpty();
        assertThat(limits.find("tokens").orElseThrow().left(0).most()).isEqualTo(30);
    }

    @Test
    void whatWeighsMoreThanTheLimitEverHasIsNotLookedForAgainAndAgain() {
        limit("tokens", new Quota.Units(100, HOUR, 100));
        submit(Terms.DEFAULT.limits(List.of("tokens")).units(Map.of("tokens", 101L)));
        var taken = limited.take(Lane.HTTP, 10);
        assertThat(taken.jobs()).isEmpty();
        assertThat(taken.again()).isGreaterThan(HOUR);
    }

    @Test
    void aJobThatIsTooHeavyForTheSlowedPaceMakesItRiseAsItWaits() {
        limit("tokens", new Quota.Units(100, HOUR, 100));
        var heavy = submit(Terms.DEFAULT.limits(List.of("tokens")).units(Map.of("tokens", 65L)));
        paceAnHourAgo(0.5);
        assertThat(take(10)).isEmpty();
        assertThat(limits.find("tokens").orElseThrow().pace()).isEqualTo(0.6);
        assertThat(take(10)).isEmpty();
        assertThat(limits.find("tokens").orElseThrow().pace()).isEqualTo(0.6);
        paceAnHourAgo(0.6);
        assertThat(take(10)).isEmpty();
        assertThat(take(10)).containsExactly(heavy);
    }

    private void paceAnHourAgo(double pace) {
        test.jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE limit_state SET pace = ?, paced_at = now() - interval '1 hour'", pace));
    }

    @Test
    void soManyRunAtATimeAndTheNextWhenOneHasEnded() {
        limit("two", new Quota.Concurrency(2));
        var jobs = submit(4, "two");
        assertThat(take(10)).containsExactlyElementsOf(jobs.subList(0, 2));
        assertThat(take(10)).isEmpty();
        int worker = WorkerRows.in(test.database()).alive();
        var claim = claim(worker, jobs.get(0));
        assertThat(take(10)).isEmpty();
        try (var settlements = new Settlements(test.jdbi())) {
            settlements.finishAll(List.of(new Settlement(claim, new Outcome.Succeeded("{}"))));
        }
        assertThat(take(10)).containsExactly(jobs.get(2));
    }

    private Claim claim(int worker, JobId id) {
        return new Claims(test.database())
                .claim(worker, List.of(new Offer(id, 0)))
                .getFirst();
    }

    @Test
    void aJobThatComesBackHoldsNoPermitAndTakesAnother() {
        limit("one", new Quota.Concurrency(1));
        var jobs = submit(2, "one");
        assertThat(take(10)).containsExactly(jobs.get(0));
        int worker = WorkerRows.in(test.database()).alive();
        var claim = claim(worker, jobs.get(0));
        try (var settlements = new Settlements(test.jdbi())) {
            settlements.finishAll(List.of(new Settlement(claim, new Outcome.Released())));
        }
        var whoLooksAtAll = new LimitedGates(test.database(), new Gates(test.database()), Duration.ofMinutes(1));
        assertThat(ids(whoLooksAtAll.take(Lane.HTTP, 10).jobs())).containsExactly(jobs.get(0));
        assertThat(take(10)).isEmpty();
    }

    @Test
    void aPermitThatIsNotUsedInTimeIsUsedInVainAndTheJobWaitsAgain() {
        limit("slow", rate(1));
        var brief = new LimitedGates(test.database(), gates, Duration.ofMillis(1));
        var job = submit(1, "slow").getFirst();
        assertThat(ids(brief.take(Lane.HTTP, 1).jobs())).containsExactly(job);
        var unclaimed = new Unclaimed(test.database(), gates);
        int worker = WorkerRows.in(test.database()).alive();
        await().until(() -> new Claims(test.database())
                .claim(worker, List.of(new Offer(job, 0)))
                .isEmpty());
        assertThat(unclaimed.giveBackUnused(10))
                .extracting(back -> back.job().id())
                .containsExactly(job);
        assertThat(LiveRow.of(test.database(), job).state()).isEqualTo("queued");
        assertThat(unclaimed.giveBackUnused(10)).isEmpty();
        assertThat(take(1)).isEmpty();
    }

    @Test
    void aClosedLimitLetsNothingThroughUntilItIsOpened() {
        limit("door", rate(100));
        submit(1, "door");
        assertThat(limits.close("door", Instant.now().plus(HOUR), "They are on holiday", "me"))
                .isTrue();
        var taken = limited.take(Lane.HTTP, 10);
        assertThat(taken.jobs()).isEmpty();
        assertThat(taken.again()).isBetween(Duration.ofMinutes(59), HOUR);
        limits.reopen("door");
        assertThat(take(10)).hasSize(1);
    }

    @Test
    void aLimitThatIsChangedHoldsAtOnceForWhatWaits() {
        limit("door", rate(1));
        submit(9, "door");
        assertThat(take(10)).hasSize(1);
        limits.change("door", rate(3));
        assertThat(take(10)).hasSize(2);
        limits.override(
                "door", new io.penstock.db.limit.Limit.Interim(5, Instant.now().plus(HOUR), "a good day"));
        assertThat(take(10)).hasSize(2);
        limits.delete("door");
        assertThat(take(10)).hasSize(4);
    }

    @Test
    void aLimitOfAKindOrATenantHoldsForWhatWaitedBeforeItWasMade() {
        var jobs = List.of(submit(1, Terms.DEFAULT), submit(2, Terms.DEFAULT), submit(1, Terms.DEFAULT));
        limits.create(new NewLimit("of-kind", rate(2), Probe.KIND.name(), null));
        assertThat(gates.take(Lane.HTTP, 10)).isEmpty();
        assertThat(take(10)).containsExactlyElementsOf(jobs.subList(0, 2));
        assertThat(take(10)).isEmpty();
    }

    @Test
    void aJobThatWaitsForOneLimitWaitsForASecondThatIsMadeMeanwhile() {
        limit("first", rate(100));
        var id = submit(1, "first").getFirst();
        limits.create(new NewLimit("second", rate(1), Probe.KIND.name(), null));
        await().until(() ->
                gates.of(Probe.KIND, 1, List.of("first"), false).limits().size() == 2);
        assertThat(take(10)).isEmpty();
        assertThat(take(10)).containsExactly(id);
        assertThat(limits.find("second").orElseThrow().left(0).most()).isZero();
    }

    @Test
    void twoDispatchersShareThePermitsAndNeverTakeOneTwice() {
        limit("shared", rate(50));
        submit(200, "shared");
        Set<JobId> taken = ConcurrentHashMap.newKeySet();
        var counts = AtOnce.call(3, i -> {
            var mine = new LimitedGates(test.database(), new Gates(test.database()), HOUR);
            var got = new ArrayList<JobId>();
            for (var hand = mine.take(Lane.HTTP, 7);
                    !hand.jobs().isEmpty() || isSoon(hand);
                    hand = mine.take(Lane.HTTP, 7)) {
                got.addAll(ids(hand.jobs()));
                taken.addAll(ids(hand.jobs()));
            }
            return got.size();
        });
        assertThat(counts.stream().mapToInt(n -> n).sum()).isEqualTo(50);
        assertThat(taken).hasSize(50);
    }

    /** Another one has the limit at the moment. */
    private static boolean isSoon(LimitedGates.Taken hand) {
        return hand.again() != null && hand.again().compareTo(Duration.ofSeconds(1)) < 0;
    }
}
