package io.penstock.db.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExpirationsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Jobs jobs = new Jobs(test.jdbi());
    private final Expirations expirations = new Expirations(test.jdbi());
    private final Instant past = Instant.now().minusSeconds(1);

    static Stream<UnaryOperator<JobRows>> waiting() {
        return Stream.of(JobRows::queued, JobRows::scheduled, JobRows::dispatched, JobRows::retrying);
    }

    private JobRows row() {
        return JobRows.in(test.database());
    }

    private State state(JobId id) {
        return jobs.find(1, id).orElseThrow().state();
    }

    @ParameterizedTest
    @MethodSource("waiting")
    void aWaitingJobExpiresAtItsDeadline(UnaryOperator<JobRows> state) {
        var late = state.apply(row()).deadline(past).insert();
        var inTime = state.apply(row()).deadline(Instant.now().plusSeconds(60)).insert();
        var without = state.apply(row()).insert();
        assertThat(expirations.expire(10)).isEqualTo(1);
        assertThat(state(late)).isEqualTo(State.EXPIRED);
        assertThat(jobs.find(1, late).orElseThrow().failure())
                .extracting(f -> f == null ? "" : f.code())
                .isEqualTo("deadline_passed");
        assertThat(state(inTime)).isNotEqualTo(State.EXPIRED);
        assertThat(state(without)).isNotEqualTo(State.EXPIRED);
    }

    @Test
    void aRunningJobIsLeftToItsWorker() {
        var id = row().running().deadline(past).insert();
        assertThat(expirations.expire(10)).isZero();
        assertThat(state(id)).isEqualTo(State.RUNNING);
    }

    @Test
    void aLateJobIsNotClaimed() {
        var late = row().dispatched().deadline(past).insert();
        var inTime = row().dispatched().deadline(Instant.now().plusSeconds(60)).insert();
        int worker = WorkerRows.in(test.database()).alive();
        assertThat(new Claims(test.database()).claim(worker, List.of(new Offer(late, 0), new Offer(inTime, 0))))
                .singleElement()
                .satisfies(claim -> {
                    assertThat(claim.id()).isEqualTo(inTime);
                    assertThat(claim.deadline()).isNotNull();
                });
    }

    @Test
    void noMoreThanAskedForExpireAtOnce() {
        for (int i = 0; i < 3; i++) {
            row().deadline(past).insert();
        }
        assertThat(expirations.expire(2)).isEqualTo(2);
        assertThat(expirations.expire(2)).isEqualTo(1);
    }
}
