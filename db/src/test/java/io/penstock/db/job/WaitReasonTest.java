package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.job.Job.WaitReason;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.pause.Pause;
import io.penstock.db.pause.Pause.Scope;
import io.penstock.db.pause.Pauses;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitReasonTest {

    private static final Instant SOON = Instant.parse("2099-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2099-01-02T00:00:00Z");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Limits limits = new Limits(test.jdbi());
    private final Pauses pauses = new Pauses(test.jdbi(), limits);
    private final Gates gates = new Gates(test.database());
    private final Jobs jobs = new Jobs(test.jdbi());
    private final int acme = new Tenants(test.jdbi()).named("acme").id();
    private final int other = new Tenants(test.jdbi()).named("other").id();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    private JobId submit(String... names) {
        var job = Submission.of(acme, Probe.KIND, "{}", Terms.DEFAULT.limits(List.of(names)));
        submissions.submitAll(List.of(job));
        return job.id();
    }

    private void limit(String name, @Nullable String kind, @Nullable Integer tenant) {
        assertThat(limits.create(new NewLimit(name, new Quota.Concurrency(5), kind, tenant)))
                .isTrue();
    }

    private void pause(Scope scope, String name, Instant until) {
        assertThat(pauses.pause(new Pause.Key(scope, name), until, "The house is full", "ops"))
                .isTrue();
    }

    private void assertWaits(JobId id, WaitReason reason, @Nullable Instant until) {
        var job = jobs.find(acme, id).orElseThrow();
        assertThat(job.waitReason()).isEqualTo(reason);
        assertThat(job.nextEligibleAt()).isEqualTo(until);
        assertThat(jobs.find(List.of(new Jobs.Key(acme, id)))).containsValue(job);
        assertThat(new JobPages(test.jdbi())
                        .page(acme, JobFilter.everything(), null, 10)
                        .jobs())
                .filteredOn(j -> j.id().equals(id))
                .containsExactly(job);
    }

    @ParameterizedTest
    @CsvSource({"KIND,probe", "LANE,http", "TENANT,acme"})
    void aJobOfWhatIsPausedSaysSoWhereverItWaits(Scope scope, String name) {
        var before = submit();
        pause(scope, name, SOON);
        var after = submit();
        assertWaits(before, WaitReason.PAUSED, SOON);
        assertWaits(after, WaitReason.PAUSED, SOON);
        assertThat(gates.take(Lane.HTTP, 10)).isEmpty();
        assertWaits(before, WaitReason.PAUSED, SOON);
        pauses.resume(new Pause.Key(scope, name));
        assertWaits(before, WaitReason.TURN, null);
        assertWaits(after, WaitReason.TURN, null);
    }

    @ParameterizedTest
    @CsvSource({"KIND,http.request", "LANE,email", "TENANT,other"})
    void aJobOfSomethingElseDoesNot(Scope scope, String name) {
        pause(scope, name, SOON);
        assertWaits(submit(), WaitReason.TURN, null);
    }

    /** A dispatcher that had not heard of the pause marked it, and puts it back. */
    @Test
    void aJobThatWasMarkedAfterThePauseIsPaused() {
        var lane = "UPDATE live SET state = 'dispatched', since = clock_timestamp()";
        var early = submit();
        test.jdbi().useHandle(handle -> handle.execute(lane));
        pause(Scope.KIND, "probe", SOON);
        assertWaits(early, WaitReason.WORKER, null);
        test.jdbi().useHandle(handle -> handle.execute(lane));
        assertWaits(early, WaitReason.PAUSED, SOON);
    }

    @Test
    void aPauseThatIsOverIsNoReason() {
        pause(Scope.KIND, "probe", SOON);
        var job = submit();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE pause SET until = now()"));
        assertWaits(job, WaitReason.TURN, null);
    }

    @Test
    void aJobThatIsPausedForGoodHasNoTime() {
        pause(Scope.KIND, "probe", Limit.FOR_GOOD);
        pause(Scope.LANE, "http", SOON);
        assertWaits(submit(), WaitReason.PAUSED, null);
    }

    @Test
    void aJobGoesOnWhenTheLastOfWhatHoldsItIsOver() {
        limit("calls", null, null);
        limits.close("calls", LATER, "They are down", "ops");
        pause(Scope.KIND, "probe", SOON);
        assertWaits(submit("calls"), WaitReason.PAUSED, LATER);
    }

    @Test
    void aJobBehindAClosedLimitGoesOnWhenItOpens() {
        limit("calls", null, null);
        var job = submit("calls");
        assertWaits(job, WaitReason.LIMIT, null);
        limits.close("calls", SOON, "They are down", "ops");
        assertWaits(job, WaitReason.LIMIT, SOON);
        limits.close("calls", Limit.FOR_GOOD, "They are gone", "ops");
        assertWaits(job, WaitReason.LIMIT, null);
        limits.reopen("calls");
        assertWaits(job, WaitReason.LIMIT, null);
    }

    @Test
    void aLimitThatIsGoneIsNoReason() {
        limit("calls", null, null);
        limit("more", null, null);
        var job = submit("calls", "more");
        limits.delete("calls");
        assertWaits(job, WaitReason.LIMIT, null);
        limits.delete("more");
        assertWaits(job, WaitReason.TURN, null);
    }

    @Test
    void aLimitThatCameLaterIsAReason() {
        var job = submit();
        limit("others", "probe", other);
        limit("requests", "http.request", acme);
        limit("named", null, null);
        assertWaits(job, WaitReason.TURN, null);
        limit("both", "probe", acme);
        assertWaits(job, WaitReason.LIMIT, null);
        limits.delete("both");
        limit("probes", "probe", null);
        assertWaits(job, WaitReason.LIMIT, null);
        limits.delete("probes");
        limit("all", null, acme);
        assertWaits(job, WaitReason.LIMIT, null);
    }

    @Test
    void whatIsOnItsLaneWaitsForAWorkerAndForNothingElse() {
        limit("calls", null, null);
        var free = submit();
        var behind = submit("calls");
        gates.take(Lane.HTTP, 10);
        new LimitedGates(test.database(), gates, Duration.ofMinutes(1)).take(Lane.HTTP, 10);
        limits.close("calls", SOON, "They are down", "ops");
        pause(Scope.KIND, "probe", SOON);
        assertWaits(free, WaitReason.WORKER, null);
        assertWaits(behind, WaitReason.WORKER, null);
    }
}
