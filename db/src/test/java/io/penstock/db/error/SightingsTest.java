package io.penstock.db.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.claim.Outcome;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Expirations;
import io.penstock.db.control.Resolutions;
import io.penstock.db.error.ErrorGroup.State;
import io.penstock.db.error.Sightings.OfKind;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SightingsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Failing jobs = new Failing(test);

    private final Sightings sightings = new Sightings(test.jdbi());
    private final ErrorGroups groups = new ErrorGroups(test.jdbi());

    private ErrorGroup group(JobId job) {
        return groups.find(1, jobs.groupOf(job)).orElseThrow();
    }

    private void forget(JobId job) {
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO forgetting (id, tenant, after) VALUES (?, 1, interval '0')", job.uuid()));
    }

    private void begin(JobId job) {
        test.jdbi()
                .useHandle(handle ->
                        handle.execute("INSERT INTO effect (job, key, attempt) VALUES (?, 'charge', 1)", job.uuid()));
    }

    @Test
    void aJobThatFailedIsCountedInTheGroupThatItShows() {
        var failure = new Failure("exception", "The handler threw a.B.", "a.C.run");
        var job = jobs.failed(failure);
        var counted = sightings.count(10);
        assertThat(counted.kinds()).containsExactly(new OfKind("probe", "permanent", 1));
        var endedAt = Objects.requireNonNull(
                new Jobs(test.jdbi()).find(1, job).orElseThrow().finishedAt());
        assertThat(group(job))
                .isEqualTo(new ErrorGroup(
                        jobs.groupOf(job),
                        "probe",
                        "permanent",
                        "exception",
                        "The handler threw a.B.",
                        "a.C.run",
                        State.OPEN,
                        endedAt,
                        null,
                        null,
                        endedAt,
                        endedAt,
                        1,
                        1));
    }

    @Test
    void theLastAttemptHasTheFingerprintOfTheGroup() {
        var job = jobs.failed(Failing.REFUSED);
        assertThat(new Jobs(test.jdbi()).find(1, job).orElseThrow().attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.fingerprint())
                        .isEqualTo(jobs.groupOf(job).fingerprint()));
    }

    @Test
    void jobsThatFailAlikeAreOneGroup() {
        var one = jobs.failed(new Failure("refused", "It was refused after 12 ms."));
        var other = jobs.failed(new Failure("refused", "It was refused after 7 ms."));
        sightings.count(10);
        assertThat(jobs.groupOf(one)).isEqualTo(jobs.groupOf(other));
        assertThat(group(one).count()).isEqualTo(2);
        assertThat(group(one).message()).isEqualTo("It was refused after # ms.");
    }

    @Test
    void anotherKindClassCodeMessageOrPlaceIsAnotherGroup() {
        var failures = List.of(
                jobs.failed(new Failure("refused", "It was refused.")),
                jobs.ended(
                        1,
                        HttpRequest.KIND,
                        new Outcome.Failed(new Failure("refused", "It was refused."), FailureClass.PERMANENT)),
                jobs.ended(
                        1,
                        Probe.KIND,
                        new Outcome.Failed(new Failure("refused", "It was refused."), FailureClass.RETRYABLE)),
                jobs.failed(new Failure("declined", "It was refused.")),
                jobs.failed(new Failure("refused", "It was declined.")),
                jobs.failed(new Failure("refused", "It was refused.", "a.B.run")),
                jobs.failed(new Failure("refused", "It was refused.", "a.B.stop")));
        assertThat(failures.stream().map(jobs::groupOf)).doesNotHaveDuplicates();
    }

    @Test
    void onlyAJobThatFailedForGoodIsSeen() {
        jobs.ended(1, Probe.KIND, new Outcome.Succeeded("{}"));
        jobs.ended(1, Probe.KIND, new Outcome.Cancelled());
        jobs.ended(1, Probe.KIND, new Outcome.Retry(Failing.REFUSED, FailureClass.RETRYABLE, Duration.ofHours(1)));
        jobs.ended(1, Probe.KIND, new Outcome.Released());
        assertThat(jobs.uncounted()).isEmpty();
        jobs.ended(1, Probe.KIND, new Outcome.Expired(Failing.REFUSED, FailureClass.RETRYABLE));
        jobs.ended(1, Probe.KIND, new Outcome.Unknown(Failing.REFUSED));
        assertThat(jobs.uncounted()).containsExactly(1L, 1L);
    }

    @Test
    void aJobThatExpiredWhileItWaitedIsSeen() {
        var job = JobRows.in(test.database())
                .kind(HttpRequest.KIND)
                .queued()
                .deadline(Instant.now().minusSeconds(1))
                .insert();
        new Expirations(test.jdbi()).expire(10);
        sightings.count(10);
        assertThat(group(job))
                .extracting(ErrorGroup::kind, ErrorGroup::failureClass, ErrorGroup::code, ErrorGroup::message)
                .containsExactly(
                        HttpRequest.KIND.name(),
                        "expired",
                        "deadline_passed",
                        "The deadline passed while the job waited.");
    }

    @Test
    void aJobThatLostItsWorkerTooOftenIsSeen() {
        var lost = JobRows.in(test.database())
                .running()
                .rescues(LapsedClaims.MOST_RESCUES - 1)
                .insert();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE worker SET lease_until = now() - interval '1 minute'"));
        new LapsedClaims(test.database()).rescue();
        sightings.count(10);
        assertThat(group(lost))
                .extracting(ErrorGroup::kind, ErrorGroup::failureClass, ErrorGroup::code, ErrorGroup::count)
                .containsExactly("probe", "worker_lost", "worker_lost", 1L);
    }

    @Test
    void anEffectThatMayHaveHappenedIsAGroupOfItsOwn() {
        var known = jobs.failed(Failing.REFUSED);
        var failed = jobs.running(1, Probe.KIND);
        begin(failed);
        jobs.finish(failed, Failing.FAILED);
        var cancelled = JobRows.in(test.database()).retrying().insert();
        begin(cancelled);
        new Cancellations(test.jdbi()).cancel(1, cancelled);
        sightings.count(10);
        assertThat(List.of(group(failed), group(cancelled), group(known)))
                .extracting(ErrorGroup::failureClass, ErrorGroup::code, ErrorGroup::message)
                .containsExactly(
                        tuple(
                                "unknown",
                                "effect_unknown",
                                "An effect was begun and has no receipt: it may have happened or not. It was refused after # ms."),
                        tuple(
                                "unknown",
                                "effect_unknown",
                                "An effect was begun and has no receipt: it may have happened or not. The job was cancelled."),
                        tuple("permanent", "refused", "It was refused after # ms."));
    }

    @Test
    void theJobsOfOneStatementAreOneRow() {
        jobs.failedTogether(20);
        assertThat(jobs.uncounted()).containsExactly(20L);
        assertThat(sightings.count(10))
                .isEqualTo(new Sightings.Counted(List.of(new OfKind("probe", "permanent", 20)), 1, 0));
    }

    @Test
    void eachTenantHasItsOwnCountAndAllHaveOne() {
        var mine = jobs.failed(1);
        jobs.failed(1);
        var ofAnother = jobs.failed(2);
        sightings.count(10);
        var id = jobs.groupOf(mine);
        assertThat(jobs.groupOf(2, ofAnother)).isEqualTo(id);
        assertThat(groups.find(1, id)).hasValueSatisfying(group -> {
            assertThat(group.count()).isEqualTo(2);
            assertThat(group.tenants()).isEqualTo(1);
        });
        assertThat(groups.find(2, id))
                .hasValueSatisfying(group -> assertThat(group.count()).isEqualTo(1));
        assertThat(groups.find(3, id)).isEmpty();
        assertThat(groups.find(null, id)).hasValueSatisfying(group -> {
            assertThat(group.count()).isEqualTo(3);
            assertThat(group.tenants()).isEqualTo(2);
        });
    }

    @Test
    void whatIsSeenIsCountedByTheHour() {
        var hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));
        var job = jobs.failed(1);
        jobs.failed(2);
        jobs.seenAt(hour.plusSeconds(3599));
        sightings.count(10);
        jobs.failedTogether(3);
        jobs.seenAt(hour);
        sightings.count(10);
        jobs.failedTogether(2);
        jobs.seenAt(hour.minusMillis(1));
        sightings.count(10);
        var before = new ErrorGroups.OfHour(hour.minus(Duration.ofHours(1)), 2);
        var id = jobs.groupOf(job);
        assertThat(groups.hours(1, id, null)).containsExactly(before, new ErrorGroups.OfHour(hour, 4));
        assertThat(groups.hours(null, id, null)).containsExactly(before, new ErrorGroups.OfHour(hour, 5));
        assertThat(groups.hours(1, id, hour)).containsExactly(new ErrorGroups.OfHour(hour, 4));
        assertThat(group(job).firstSeen()).isEqualTo(hour.minusMillis(1));
        assertThat(group(job).lastSeen()).isEqualTo(hour.plusSeconds(3599));
    }

    @Test
    void aCounterThatDiesLosesNothingAndCountsNothingTwice() {
        var job = jobs.failed(1);
        test.jdbi().useHandle(handle -> handle.execute("ALTER TABLE error_hour ADD CONSTRAINT dies CHECK (count < 0)"));
        assertThatThrownBy(() -> sightings.count(10)).hasStackTraceContaining("dies");
        assertThat(groups.find(1, jobs.groupOf(job))).isEmpty();
        test.jdbi().useHandle(handle -> handle.execute("ALTER TABLE error_hour DROP CONSTRAINT dies"));
        sightings.count(10);
        sightings.count(10);
        assertThat(group(job).count()).isEqualTo(1);
        assertThat(groups.hours(1, jobs.groupOf(job), null)).extracting("count").containsExactly(1L);
    }

    @Test
    void whoFailsJobsWaitsForNoCounterAndWhoCountsForNoOther() {
        JobId job;
        try (var counter = test.jdbi().open()) {
            counter.begin();
            counter.execute(Sightings.HOLD);
            job = jobs.failed(1);
            assertThat(sightings.count(10).rows()).isZero();
            counter.rollback();
        }
        assertThat(sightings.count(10).rows()).isEqualTo(1);
        assertThat(group(job).count()).isEqualTo(1);
    }

    private long counted(int most) {
        return sightings.count(most).kinds().stream().mapToLong(OfKind::count).sum();
    }

    @Test
    void manyCountersCountEachOnce() {
        var all = AtOnce.call(4, i -> {
            long counted = 0;
            for (int nr = 0; nr < 25; nr++) {
                jobs.failed(1 + i % 2);
                counted += counted(2);
            }
            return counted;
        });
        var id = jobs.groupOf(jobs.failed(1));
        long counted = all.stream().mapToLong(Long::longValue).sum();
        for (long some = 1; some > 0; counted += some) {
            some = counted(50);
        }
        assertThat(counted).isEqualTo(101);
        assertThat(groups.find(null, id).orElseThrow().count()).isEqualTo(101);
        assertThat(groups.find(1, id).orElseThrow().count()).isEqualTo(51);
        assertThat(groups.find(2, id).orElseThrow().count()).isEqualTo(50);
    }

    @Test
    void aResolvedGroupIsOpenAgainWhenItIsSeenAgain() {
        var job = jobs.failed(1);
        sightings.count(10);
        groups.decide(jobs.groupOf(job), State.RESOLVED, "Mended in 1.2");
        jobs.failed(2);
        assertThat(sightings.count(10).reopened()).isEqualTo(1);
        assertThat(group(job)).satisfies(group -> {
            assertThat(group.state()).isEqualTo(State.OPEN);
            assertThat(group.reason()).isNull();
            assertThat(group.reopenedAt()).isNotNull().isEqualTo(group.since());
        });
        assertThat(page(State.OPEN)).as("as its tenants see it").hasSize(1);
        jobs.failed(1);
        assertThat(sightings.count(10).reopened()).isZero();
    }

    private List<ErrorGroup> page(State state) {
        return groups.page(1, Set.of(state), null, null, 10);
    }

    @Test
    void whatFailedBeforeAGroupWasResolvedDoesNotReopenIt() {
        var job = jobs.failed(1);
        sightings.count(10);
        jobs.failed(1);
        groups.decide(jobs.groupOf(job), State.RESOLVED, "Mended in 1.2");
        assertThat(sightings.count(10).reopened()).isZero();
        assertThat(group(job).state()).isEqualTo(State.RESOLVED);
        assertThat(group(job).count()).isEqualTo(2);
    }

    @Test
    void anIgnoredGroupStaysIgnoredForTenantsThatMeetItLaterToo() {
        var job = jobs.failed(1);
        sightings.count(10);
        groups.decide(jobs.groupOf(job), State.IGNORED, "They know");
        jobs.failed(1);
        jobs.failed(2);
        assertThat(sightings.count(10).reopened()).isZero();
        assertThat(group(job).state()).isEqualTo(State.IGNORED);
        assertThat(group(job).count()).isEqualTo(2);
        assertThat(groups.page(2, Set.of(State.IGNORED), null, null, 10)).hasSize(1);
        assertThat(groups.page(2, Set.of(State.OPEN), null, null, 10)).isEmpty();
    }

    @Test
    void theWordsOfAJobThatIsToBeForgottenAreNotKept() {
        var secret = jobs.running(1, Probe.KIND);
        forget(secret);
        jobs.finish(secret, Failing.FAILED);
        sightings.count(10);
        assertThat(group(secret).message()).isNull();
        jobs.failed(1);
        sightings.count(10);
        assertThat(group(secret).message()).isEqualTo("It was refused after # ms.");
        assertThat(group(secret).count()).isEqualTo(2);
    }

    @Test
    void aJobOfWhichSomebodyFoundOutThatItSucceededIsInNoGroup() {
        var failed = jobs.ended(1, Probe.KIND, new Outcome.Unknown(Failing.REFUSED));
        var succeeded = jobs.ended(1, Probe.KIND, new Outcome.Unknown(Failing.REFUSED));
        var group = jobs.groupOf(succeeded);
        var resolutions = new Resolutions(test.jdbi());
        resolutions.resolve(1, failed, false, "I looked", null);
        resolutions.resolve(1, succeeded, true, "I looked", null);
        sightings.count(10);
        assertThat(groups.sample(1, group, 10)).containsExactly(failed);
    }
}
