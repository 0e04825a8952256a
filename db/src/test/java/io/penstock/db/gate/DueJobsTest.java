package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DueJobsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final DueJobs due = new DueJobs(test.database(), new Gates(test.database()));
    private final Instant past = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

    private JobRows row() {
        return JobRows.in(test.database());
    }

    private LiveRow live(JobId id) {
        return LiveRow.of(test.database(), id);
    }

    @Test
    void jobsWhoseTimeHasComeWaitInTheirGate() {
        var scheduled = row().scheduled().dueAt(past).insert();
        var retrying = row().retrying().attempt(2).dueAt(past).insert();
        assertThat(due.comeDue(10))
                .satisfiesExactlyInAnyOrder(
                        job -> assertThat(job)
                                .extracting(Moved::id, Moved::tenant, Moved::kind, Moved::attempt)
                                .containsExactly(scheduled, 1, "probe", 0),
                        job -> assertThat(job)
                                .extracting(Moved::id, Moved::attempt)
                                .containsExactly(retrying, 2));
        assertThat(live(scheduled))
                .extracting(LiveRow::state, LiveRow::attempt, LiveRow::dueAt)
                .containsExactly("queued", 0, null);
        assertThat(live(retrying))
                .extracting(LiveRow::state, LiveRow::attempt, LiveRow::dueAt)
                .containsExactly("queued", 2, null);
        assertThat(due.comeDue(10)).isEmpty();
    }

    @Test
    void theyAreToldOfBeforeTheyCome() {
        var id = row().scheduled().dueAt(past).insert();
        var told = new ArrayList<Moved>();
        due.comeDue(10, ahead -> {
            told.addAll(ahead);
            assertThat(live(id).state()).isEqualTo("scheduled");
        });
        assertThat(told).extracting(Moved::id, Moved::at).containsExactly(tuple(id, past));
        assertThat(live(id).state()).isEqualTo("queued");
    }

    @Test
    void jobsWhoseTimeIsAheadStayWhereTheyAre() {
        var scheduled = row().scheduled().insert();
        var retrying = row().retrying().insert();
        assertThat(due.comeDue(10)).isEmpty();
        assertThat(live(scheduled).state()).isEqualTo("scheduled");
        assertThat(live(retrying).state()).isEqualTo("retrying");
    }

    @Test
    void theyTakeTheirPlacesInTheOrderOfTheirTimes() {
        var ids = new ArrayList<JobId>();
        for (int i = 0; i < 20; i++) {
            ids.add(row().scheduled().dueAt(past.minusSeconds(i)).insert());
        }
        assertThat(due.comeDue(100)).hasSize(20);
        assertThat(ids.reversed().stream().map(id -> live(id).place()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void theEarliestComeDueFirstWhenThereAreMany() {
        var later = row().scheduled().dueAt(past).insert();
        var earlier = row().scheduled().dueAt(past.minusSeconds(5)).insert();
        assertThat(due.comeDue(1)).hasSize(1);
        assertThat(live(earlier).state()).isEqualTo("queued");
        assertThat(live(later).state()).isEqualTo("scheduled");
        assertThat(due.comeDue(1)).hasSize(1);
        assertThat(live(later).state()).isEqualTo("queued");
    }

    @Test
    void eachJobComesDueOnceHoweverManyLook() {
        for (int i = 0; i < 60; i++) {
            row().scheduled().dueAt(past.plusMillis(i)).insert();
        }
        var each = AtOnce.call(
                4,
                i -> new DueJobs(test.database(), new Gates(test.database()))
                        .comeDue(1000)
                        .size());
        assertThat(each.stream().mapToInt(n -> n).sum()).isEqualTo(60);
    }
}
