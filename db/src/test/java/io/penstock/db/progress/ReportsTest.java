package io.penstock.db.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.claim.Claim;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.Progress;
import io.penstock.db.progress.Reports.Report;
import io.penstock.db.progress.Reports.Step;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReportsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Reports reports = new Reports(TEST.database());
    private final int worker = WorkerRows.in(TEST.database()).alive();

    private Claim running(int attempt) {
        var id = JobRows.in(TEST.database())
                .running()
                .attempt(attempt)
                .worker(worker)
                .insert();
        return claim(id, attempt);
    }

    private Claim claim(JobId id, int attempt) {
        return TestClaim.of(id, attempt, worker);
    }

    private @Nullable Progress progress(Claim claim) {
        return new Jobs(TEST.jdbi()).find(1, claim.id()).orElseThrow().progress();
    }

    @Test
    void theLatestProgressIsShown() {
        var claim = running(1);
        var other = running(1);
        reports.write(List.of(
                new Report(claim, new Step(1, 3L, "one"), List.of()),
                new Report(other, new Step(7, null, null), List.of())));
        reports.write(List.of(new Report(claim, new Step(2, 3L, "two"), List.of())));
        assertThat(progress(claim))
                .extracting(p -> p == null ? null : List.of(p.done(), String.valueOf(p.note())))
                .isEqualTo(List.of(2L, "two"));
        assertThat(progress(other)).extracting(p -> p == null ? null : p.done()).isEqualTo(7L);
    }

    @Test
    void chunksAreKeptInOrderAndReadFromAnywhere() {
        var claim = running(2);
        reports.write(List.of(new Report(claim, null, List.of(new Chunk(2, 1, "a"), new Chunk(2, 2, "b")))));
        reports.write(List.of(new Report(claim, null, List.of(new Chunk(2, 2, "b"), new Chunk(2, 3, "c")))));
        assertThat(reports.chunksAfter(claim.id(), 0, 0, 10))
                .extracting(Chunk::text)
                .containsExactly("a", "b", "c");
        assertThat(reports.chunksAfter(claim.id(), 2, 1, 1))
                .extracting(Chunk::text)
                .containsExactly("b");
        assertThat(reports.chunksAfter(claim.id(), 2, 3, 10)).isEmpty();
    }

    @Test
    void aStaleAttemptIsNotHeard() {
        var current = running(2);
        var stale = claim(current.id(), 1);
        reports.write(List.of(new Report(stale, new Step(1, null, null), List.of(new Chunk(1, 1, "a")))));
        assertThat(progress(current)).isNull();
        assertThat(reports.chunksAfter(current.id(), 0, 0, 10)).isEmpty();
    }
}
