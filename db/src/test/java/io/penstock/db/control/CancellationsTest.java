package io.penstock.db.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.control.Cancellation.AlreadyFinished;
import io.penstock.db.control.Cancellation.Cancelled;
import io.penstock.db.control.Cancellation.NotFound;
import io.penstock.db.control.Cancellation.Requested;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CancellationsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Jobs jobs = new Jobs(TEST.jdbi());
    private final Cancellations cancellations = new Cancellations(TEST.jdbi());

    static Stream<UnaryOperator<JobRows>> notRunning() {
        return Stream.of(JobRows::queued, JobRows::scheduled, JobRows::dispatched, JobRows::retrying);
    }

    static Stream<UnaryOperator<JobRows>> finished() {
        return Stream.of(JobRows::succeeded, JobRows::failed, JobRows::cancelled);
    }

    private static JobRows row() {
        return JobRows.in(TEST.database());
    }

    private Job job(JobId id) {
        return jobs.find(1, id).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("notRunning")
    void aJobThatDoesNotRunIsCancelled(UnaryOperator<JobRows> state) {
        var id = state.apply(row()).insert();
        assertThat(cancellations.cancel(1, id)).isEqualTo(new Cancelled());
        assertThat(LiveRow.find(TEST.database(), id)).isEmpty();
        assertThat(job(id).state()).isEqualTo(State.CANCELLED);
        assertThat(cancellations.cancel(1, id)).isEqualTo(new AlreadyFinished());
    }

    @Test
    void theWorkerOfARunningJobIsTold() {
        int worker = WorkerRows.in(TEST.database()).alive();
        var id = row().running().worker(worker).insert();
        assertThat(cancellations.cancel(1, id)).isEqualTo(new Requested());
        assertThat(cancellations.cancel(1, id)).isEqualTo(new Requested());
        assertThat(job(id).state()).isEqualTo(State.RUNNING);
        assertThat(job(id).cancelRequestedAt()).isNotNull();
        assertThat(cancellations.requestedOf(worker)).containsExactly(id);
        assertThat(cancellations.requestedOf(worker + 1)).isEmpty();
    }

    @Test
    void aJobThatComesBackWithTheWishOnItIsNotClaimedAndEnds() {
        var id = row().running().insert();
        cancellations.cancel(1, id);
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET state = 'dispatched', worker = NULL, forgiven = 1 WHERE id = ?", id.uuid()));
        int worker = WorkerRows.in(TEST.database()).alive();
        assertThat(new Claims(TEST.database()).claim(worker, List.of(new Offer(id, 1))))
                .isEmpty();
        assertThat(cancellations.endRequested(10)).isEqualTo(1);
        assertThat(job(id).state()).isEqualTo(State.CANCELLED);
        assertThat(cancellations.endRequested(10)).isZero();
    }

    @Test
    void aRunningJobIsLeftToItsWorker() {
        var id = row().running().insert();
        cancellations.cancel(1, id);
        assertThat(cancellations.endRequested(10)).isZero();
        assertThat(job(id).state()).isEqualTo(State.RUNNING);
    }

    @Test
    void aJobWhoseEffectWasBegunAndHasNoReceiptHasNoKnownOutcome() {
        var id = row().retrying().insert();
        TEST.jdbi()
                .useHandle(handle ->
                        handle.execute("INSERT INTO effect (job, key, attempt) VALUES (?, 'charge', 1)", id.uuid()));
        assertThat(cancellations.cancel(1, id)).isEqualTo(new Cancelled());
        assertThat(job(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(job(id).failure()).extracting(f -> f == null ? "" : f.code()).isEqualTo("effect_unknown");
    }

    @ParameterizedTest
    @MethodSource("finished")
    void aFinishedJobStaysAsItEnded(UnaryOperator<JobRows> state) {
        var id = state.apply(row()).insert();
        var before = job(id);
        assertThat(cancellations.cancel(1, id)).isEqualTo(new AlreadyFinished());
        assertThat(job(id)).isEqualTo(before);
    }

    @Test
    void theJobOfAnotherTenantIsNotFound() {
        var id = row().queued().insert();
        assertThat(cancellations.cancel(2, id)).isEqualTo(new NotFound());
        assertThat(cancellations.cancel(1, JobId.next())).isEqualTo(new NotFound());
        assertThat(job(id).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void theAttemptsOfACancelledJobRemain() {
        var id = row().retrying().attempt(2).insert();
        cancellations.cancel(1, id);
        assertThat(job(id).attempt()).isEqualTo(2);
        assertThat(job(id).attempts()).hasSize(2);
    }

    @RepeatedTest(10)
    void aJobIsEitherCancelledOrClaimed() {
        var id = row().dispatched().insert();
        int worker = WorkerRows.in(TEST.database()).alive();
        var both = AtOnce.<Object>call(
                2,
                i -> i == 0
                        ? cancellations.cancel(1, id)
                        : new Claims(TEST.database())
                                .claim(worker, List.of(new Offer(id, 0)))
                                .size());
        assertThat(both).isIn(List.of(new Cancelled(), 0), List.of(new Requested(), 1));
    }
}
