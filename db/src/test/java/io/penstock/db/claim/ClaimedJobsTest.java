package io.penstock.db.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.ClaimedJobs.ClaimedJob;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClaimedJobsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final ClaimedJobs claimed = new ClaimedJobs(test.jdbi());
    private final WorkerRows workers = WorkerRows.in(test.database());
    private final int worker = workers.alive();
    private final int tenant = new Tenants(test.jdbi()).named("acme").id();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    /** A job that was submitted so many seconds ago. */
    private JobRows running(int seconds) {
        return JobRows.in(test.database())
                .tenant(tenant)
                .running()
                .worker(worker)
                .createdAt(now.minusSeconds(seconds));
    }

    @Test
    void aWorkerHasTheJobsThatItRunsAndNoOthers() {
        var id = running(5).attempt(2).since(now.minusSeconds(3)).insert();
        running(4).worker(workers.alive()).insert();
        JobRows.in(test.database()).tenant(tenant).queued().insert();
        JobRows.in(test.database())
                .tenant(tenant)
                .succeeded()
                .finishedBy(worker)
                .insert();
        var job = new ClaimedJob(id, "acme", Probe.KIND.name(), 2, now.minusSeconds(3));
        assertThat(claimed.page(worker, null, 10)).containsExactly(job);
        assertThat(claimed.longest(worker, 10)).containsExactly(job);
    }

    @Test
    void whatHasAPermitIsFoundToo() {
        var id = running(5).insert();
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET permit_until = now() + interval '1 minute' WHERE id = ?", id.uuid()));
        assertThat(claimed.page(worker, null, 10)).extracting(ClaimedJob::id).containsExactly(id);
    }

    @Test
    void theNewestAreFirstInPagesAndThoseThatRunTheLongestOtherwise() {
        var first = running(30).since(now.minusSeconds(1)).insert();
        var second = running(20).since(now.minusSeconds(3)).insert();
        var third = running(10).since(now.minusSeconds(2)).insert();
        assertThat(claimed.page(worker, null, 2)).extracting(ClaimedJob::id).containsExactly(third, second);
        assertThat(claimed.page(worker, second.uuid(), 2))
                .extracting(ClaimedJob::id)
                .containsExactly(first);
        assertThat(claimed.longest(worker, 2)).extracting(ClaimedJob::id).containsExactly(second, third);
    }
}
