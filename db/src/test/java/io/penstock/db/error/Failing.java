package io.penstock.db.error;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Jobs that run and fail, as the tests want them to. */
final class Failing implements AutoCloseable {

    static final Failure REFUSED = new Failure("refused", "It was refused after 12 ms.");
    static final Outcome.Failed FAILED = new Outcome.Failed(REFUSED, FailureClass.PERMANENT);

    private final TestDatabase test;
    private final Settlements settlements;
    private final int worker;

    Failing(TestDatabase test) {
        this.test = test;
        this.settlements = new Settlements(test.jdbi());
        this.worker = WorkerRows.in(test.database()).alive();
    }

    JobId running(int tenant, Kind<?, ?> kind) {
        return JobRows.in(test.database())
                .tenant(tenant)
                .kind(kind)
                .running()
                .worker(worker)
                .insert();
    }

    JobId ended(int tenant, Kind<?, ?> kind, Outcome outcome) {
        var id = running(tenant, kind);
        finish(id, outcome);
        return id;
    }

    void finish(JobId running, Outcome outcome) {
        settlements.finish(TestClaim.of(running, 1, worker), outcome).join();
    }

    JobId failed(int tenant) {
        return ended(tenant, Probe.KIND, FAILED);
    }

    /** Of tenant 1. */
    JobId failed(Failure failure) {
        return ended(1, Probe.KIND, new Outcome.Failed(failure, FailureClass.PERMANENT));
    }

    /** Several of tenant 1 in one statement. */
    void failedTogether(int many) {
        settlements.finishAll(Stream.generate(() -> running(1, Probe.KIND))
                .limit(many)
                .map(id -> new Settlement(TestClaim.of(id, 1, worker), FAILED))
                .toList());
    }

    ErrorGroupId groupOf(int tenant, JobId job) {
        return Objects.requireNonNull(
                new Jobs(test.jdbi()).find(tenant, job).orElseThrow().errorGroup());
    }

    ErrorGroupId groupOf(JobId job) {
        return groupOf(1, job);
    }

    /** What is not counted yet was seen then. */
    void seenAt(Instant time) {
        test.jdbi()
                .useHandle(handle -> handle.execute("UPDATE error_sighting SET at = ?", time.atOffset(ZoneOffset.UTC)));
    }

    /** The counts of the rows that are not counted yet. */
    List<Long> uncounted() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count FROM error_sighting ORDER BY count")
                        .mapTo(Long.class)
                        .list());
    }

    @Override
    public void close() {
        settlements.close();
    }
}
