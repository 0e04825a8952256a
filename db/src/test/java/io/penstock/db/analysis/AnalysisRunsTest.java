package io.penstock.db.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.analysis.Analysis.Reports;
import io.penstock.db.analysis.Analysis.State;
import io.penstock.db.analysis.Analysis.Step;
import io.penstock.db.fleet.HoldLost;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.Uuid7;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AnalysisRunsTest {

    private static final Reports REPORTS = new Reports(artifact(), artifact(), artifact());

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final TestAnalyses at = new TestAnalyses(test);

    private static ArtifactId artifact() {
        return new ArtifactId(Uuid7.next());
    }

    @Test
    void eachIsTakenByOneScheduler() {
        var ids = new HashSet<AnalysisId>();
        for (int nr = 0; nr < 20; nr++) {
            ids.add(at.create());
        }
        var taken = AtOnce.call(4, nr -> at.runs.take(10)).stream()
                .flatMap(List::stream)
                .map(one -> one.hold().id())
                .toList();
        assertThat(taken).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(20);
        assertThat(ids).containsAll(taken);
    }

    @Test
    void whoProlongsKeepsIt() {
        var id = at.create();
        var hold = at.take().hold();
        for (int nr = 0; nr < 3; nr++) {
            at.clock.jump(AnalysisRuns.LEASE.minusSeconds(5));
            assertThat(at.runs.prolong(List.of(hold))).containsExactly(Map.entry(hold.runner(), false));
            assertThat(at.runs.take(1)).isEmpty();
        }
        at.analyses.cancel(at.tenant, id);
        assertThat(at.runs.take(1)).as("it is for its runner to cancel").isEmpty();
        assertThat(at.runs.prolong(List.of(hold))).containsExactly(Map.entry(hold.runner(), true));
    }

    @Test
    void whoseLeaseIsOverWritesNothingMore() {
        var id = at.create();
        var first = at.take();
        var lost = first.hold();
        at.clock.jump(AnalysisRuns.LEASE.plusSeconds(1));
        var next = at.take();
        assertThat(next.analysis().tries()).isEqualTo(2);
        assertThat(next.analysis().startedAt()).isEqualTo(first.analysis().startedAt());

        assertThat(at.runs.prolong(List.of(lost))).isEmpty();
        var before = at.find(id);
        assertThatThrownBy(() -> at.runs.enter(lost, Step.REPORT)).isInstanceOf(HoldLost.class);
        assertThatThrownBy(() -> at.runs.note(lost, BatchId.next())).isInstanceOf(HoldLost.class);
        assertThatThrownBy(() -> at.runs.note(lost, artifact(), "a", Map.of())).isInstanceOf(HoldLost.class);
        assertThatThrownBy(() -> at.runs.compare(lost, id)).isInstanceOf(HoldLost.class);
        assertThatThrownBy(() -> at.runs.fail(lost, new Failure("a", "A"))).isInstanceOf(HoldLost.class);
        assertThatThrownBy(() -> at.inventory.add(lost, List.of(TestAnalyses.file(1, "A", "a"))))
                .isInstanceOf(HoldLost.class);
        at.runs.retry(lost, "Trouble", Duration.ZERO);
        assertThat(at.find(id)).isEqualTo(before);
        assertThat(at.ended).isEmpty();
    }

    @Test
    void itSaysHowFarItIs() {
        var id = at.create();
        var hold = at.take().hold();
        at.runs.enter(hold, Step.SNAPSHOT);
        var snapshot = artifact();
        at.runs.note(hold, snapshot, "c0ffee", Map.of("binary", 3L));
        var batch = BatchId.next();
        at.runs.note(hold, batch);
        var found = at.find(id);
        assertThat(found.state()).isEqualTo(State.RUNNING);
        assertThat(found.step()).isEqualTo(Step.SNAPSHOT);
        assertThat(found.snapshot()).isEqualTo(snapshot);
        assertThat(found.revision()).isEqualTo("c0ffee");
        assertThat(found.leftOut()).isEqualTo(Map.of("binary", 3L));
        assertThat(found.batch()).isEqualTo(batch);
        assertThat(found.tags()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void whatBrokeOffIsTakenAgainAfterItsDelay() {
        var id = at.create();
        at.runs.retry(at.take().hold(), "IOException", Duration.ofMinutes(1));
        assertThat(at.find(id).trouble()).isEqualTo("IOException");
        at.clock.jump(Duration.ofSeconds(50));
        assertThat(at.runs.take(1)).isEmpty();
        at.clock.jump(Duration.ofSeconds(20));
        at.runs.enter(at.take().hold(), Step.COLLECT);
        assertThat(at.find(id).trouble()).isNull();
    }

    @Test
    void whoWantsItCancelledNeedNotWaitForADelay() {
        var id = at.create();
        at.runs.retry(at.take().hold(), "IOException", Duration.ofMinutes(5));
        at.analyses.cancel(at.tenant, id);
        assertThat(at.take().analysis().cancelRequestedAt()).isNotNull();
    }

    @Test
    void itsEndIsToldOnceAndFinal() {
        var id = at.create();
        var hold = at.take().hold();
        at.runs.succeed(hold, "{}", "1", REPORTS, false);
        var ended = at.find(id);
        assertThat(at.ended).containsExactly(ended);
        assertThat(ended.state()).isEqualTo(State.SUCCEEDED);
        assertThat(ended.passed()).isFalse();
        assertThat(ended.summary()).isEqualTo("{}");
        assertThat(ended.analyzers()).isEqualTo("1");
        assertThat(ended.reports()).isEqualTo(REPORTS);
        assertThat(ended.finishedAt()).isNotNull();
        assertThatThrownBy(() -> at.runs.cancel(hold)).isInstanceOf(HoldLost.class);
        at.clock.jump(Duration.ofDays(1));
        assertThat(at.runs.take(1)).isEmpty();
        assertThat(at.ended).hasSize(1);
    }

    @Test
    void aFailureSaysWhy() {
        var id = at.create();
        at.runs.fail(at.take().hold(), new Failure("git_not_found", "It is not there."));
        assertThat(at.find(id).failure()).isEqualTo(new Failure("git_not_found", "It is not there."));
        assertThat(at.find(id).state()).isEqualTo(State.FAILED);
    }

    @Test
    void theOneBeforeIsTheLastThatSucceeded() {
        var oldest = at.create();
        var last = at.create();
        at.create(at.tenant, "another");
        at.create(at.tenants.named("other").id());
        at.runs.take(4).forEach(taken -> at.runs.succeed(taken.hold(), "{}", "1", REPORTS, null));
        at.create();
        at.runs.fail(at.take().hold(), new Failure("a", "A"));
        var now = at.create();
        assertThat(at.runs.before(at.find(now)).map(Analysis::id)).contains(last);
        assertThat(at.runs.before(at.find(last)).map(Analysis::id)).contains(oldest);
        assertThat(at.runs.before(at.find(oldest))).isEmpty();
        var hold = at.take().hold();
        at.runs.compare(hold, last);
        assertThat(at.find(now).comparedWith()).isEqualTo(last);
    }

    @Test
    void whoHasFewerAtWorkIsNext() {
        int other = at.tenants.named("other").id();
        for (int nr = 0; nr < 3; nr++) {
            at.create();
        }
        at.create(other);
        assertThat(at.take().hold().tenant()).isEqualTo(at.tenant);
        assertThat(at.take().hold().tenant()).isEqualTo(other);
        assertThat(at.take().hold().tenant()).isEqualTo(at.tenant);
    }

    @Test
    void whatNobodyHasAtWorkAnyMoreIsNotCounted() {
        at.create();
        at.take();
        at.create(at.tenants.named("other").id());
        at.clock.jump(AnalysisRuns.LEASE.plusSeconds(1));
        assertThat(at.take().hold().tenant()).isEqualTo(at.tenant);
    }
}
