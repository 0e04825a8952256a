package io.penstock.db.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.json.Sha256;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.bulk.BulkOperation.Progress;
import io.penstock.db.bulk.BulkOperation.State;
import io.penstock.db.bulk.BulkOperations.Confirmed;
import io.penstock.db.bulk.ItemOutcome.Kind;
import io.penstock.db.fleet.HoldLost;
import io.penstock.db.gate.DueJobs;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.replay.PastRuns;
import io.penstock.db.replay.Replay;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BulkOperationsTest {

    private static final String REPLAY = "{'action':'replay','filter':{'kind':['probe']},'reason':'The bank is back.'}";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Operations operations = new Operations(test);

    private List<JobId> failed(int jobs) {
        return IntStream.range(0, jobs)
                .mapToObj(i -> operations.rows().failed().insert())
                .sorted()
                .toList();
    }

    private State state(BulkId id) {
        return operations.all.find(1, id).orElseThrow().state();
    }

    private void execute(String sql, Object... values) {
        test.jdbi().useHandle(handle -> handle.execute(sql, values));
    }

    @Test
    void nothingIsDoneBeforeItIsConfirmedAndThenOnce() {
        failed(1);
        var operation = operations.plan(REPLAY);
        assertThat(operations.runs.take(1)).isEmpty();
        var hash = Sha256.ofCanonical(Operations.json(REPLAY));
        assertThat(operations.all.confirm(1, Sha256.of("another"), hash)).isEqualTo(new Confirmed.UnknownToken());
        assertThat(operations.all.confirm(2, operations.token(), hash)).isEqualTo(new Confirmed.UnknownToken());
        assertThat(operations.all.confirm(1, operations.token(), Sha256.of("other")))
                .isInstanceOf(Confirmed.Differs.class);
        assertThat(operations.runs.take(1)).isEmpty();
        assertThat(operations.all.confirm(1, operations.token(), hash)).isInstanceOf(Confirmed.Begun.class);
        assertThat(operations.all.confirm(1, operations.token(), hash)).isInstanceOf(Confirmed.Again.class);
        assertThat(operations.all.confirm(1, operations.token(), null)).isInstanceOf(Confirmed.Again.class);
        assertThat(state(operation.id())).isEqualTo(State.RUNNING);
        assertThat(operations.runs.take(5)).hasSize(1);
        assertThat(operations.runs.take(5)).isEmpty();
    }

    @Test
    void anOldPlanIsNotConfirmed() {
        var operation = operations.plan(REPLAY);
        execute("UPDATE bulk_operation SET confirm_by = now()");
        assertThat(operations.all.confirm(1, operations.token(), null)).isInstanceOf(Confirmed.TooLate.class);
        assertThat(state(operation.id())).isEqualTo(State.EXPIRED);
        assertThat(operations.all.page(1, Set.of(State.EXPIRED), null, 10)).hasSize(1);
        assertThat(operations.all.page(1, Set.of(State.PLANNED), null, 10)).isEmpty();
        assertThat(operations.all.abort(1, operation.id())).isFalse();
    }

    @Test
    void allFailedJobsRunOnceMoreAndKnowWhy() {
        var jobs = failed(3);
        var taken = operations.begin(REPLAY);
        while (operations.step(taken, 2)) {}
        operations.runs.finish(taken.hold());
        assertThat(operations.outcomes(taken.operation().id()).values()).containsExactly("done", "done", "done");
        assertThat(operations.moved).containsOnlyKeys(jobs);
        assertThat(jobs).allSatisfy(id -> {
            assertThat(operations.job(id).state()).isEqualTo(io.penstock.db.job.State.QUEUED);
            assertThat(new PastRuns(test.jdbi()).of(1, id))
                    .singleElement()
                    .satisfies(run ->
                            assertThat(run.reason()).isEqualTo(taken.operation().id() + ": The bank is back."));
        });
        var operation = operations.all.find(1, taken.operation().id()).orElseThrow();
        assertThat(operation.state()).isEqualTo(State.FINISHED);
        assertThat(operation.finishedAt()).isNotNull();
        assertThat(operation.progress()).isEqualTo(new Progress(3, 0, 0, 0));
    }

    @Test
    void whatChangedSinceThePlanIsLeftAlone() {
        var replayed = operations.rows().failed().insert();
        var again = operations.rows().failed().insert();
        var resolved = operations.rows().outcomeUnknown().insert();
        var gone = operations.rows().failed().insert();
        var same = operations.rows().failed().insert();
        var taken =
                operations.begin("{'action':'replay','filter':{'state':['failed','outcome_unknown']},'reason':'All.'}");
        operations.replays.replay(Replay.of(1, replayed));
        execute("UPDATE outcome SET finished_at = now() WHERE id = ?", again.uuid());
        execute(
                "UPDATE outcome SET state = 'failed', resolved_at = now(), resolved_reason = 'So.' WHERE id = ?",
                resolved.uuid());
        execute("DELETE FROM outcome WHERE id = ?", gone.uuid());
        while (operations.step(taken, 10)) {}
        assertThat(operations.outcomes(taken.operation().id()))
                .isEqualTo(Map.of(
                        replayed, "skipped:not_ended",
                        again, "skipped:changed",
                        resolved, "skipped:changed",
                        gone, "skipped:gone",
                        same, "done"));
        assertThat(operations.job(replayed).run()).isEqualTo(2);
    }

    @Test
    void twoOperatorsReplayAJobOnce() {
        var job = operations.rows().failed().insert();
        var first = operations.begin(REPLAY);
        var second = operations.begin(REPLAY);
        operations.step(first, 10);
        operations.step(second, 10);
        assertThat(operations.outcomes(first.operation().id())).containsEntry(job, "done");
        assertThat(operations.outcomes(second.operation().id())).containsEntry(job, "skipped:not_ended");
        assertThat(operations.job(job).run()).isEqualTo(2);
    }

    @Test
    void whoComesAfterACrashGoesOnAndTheLostOneIsRefused() {
        failed(5);
        var lost = operations.begin(REPLAY);
        operations.step(lost, 2);
        execute("UPDATE bulk_operation SET due_at = now()");
        var next = operations.runs.take(1).getFirst();
        assertThat(next.tries()).isEqualTo(2);
        assertThat(operations.runs.prolong(List.of(lost.hold(), next.hold())))
                .containsExactly(next.hold().runner());
        assertThatThrownBy(() -> operations.step(lost, 2)).isInstanceOf(HoldLost.class);
        assertThatThrownBy(() -> operations.runs.finish(lost.hold())).isInstanceOf(HoldLost.class);
        while (operations.step(next, 2)) {}
        assertThat(operations.outcomes(next.operation().id()).values())
                .hasSize(5)
                .containsOnly("done");
        assertThat(operations.moved).hasSize(5);
    }

    @Test
    void aPausedOneWaitsUntilItIsResumed() {
        failed(3);
        var taken = operations.begin(REPLAY);
        var id = taken.operation().id();
        operations.step(taken, 1);
        assertThat(operations.all.pause(1, id)).isTrue();
        assertThat(operations.all.pause(1, id)).isTrue();
        assertThatThrownBy(() -> operations.step(taken, 1)).isInstanceOf(HoldLost.class);
        assertThat(operations.runs.take(1)).isEmpty();
        assertThat(operations.all.resume(2, id)).isFalse();
        assertThat(operations.all.resume(1, id)).isTrue();
        var next = operations.runs.take(1).getFirst();
        while (operations.step(next, 1)) {}
        operations.runs.finish(next.hold());
        assertThat(operations.all.pause(1, id)).isFalse();
        assertThat(operations.all.resume(1, id)).isFalse();
        assertThat(operations.outcomes(id).values()).containsExactly("done", "done", "done");
    }

    @Test
    void anAbortedOneLeavesTheRest() {
        failed(3);
        var taken = operations.begin(REPLAY);
        var id = taken.operation().id();
        operations.step(taken, 1);
        assertThat(operations.all.abort(2, id)).isFalse();
        assertThat(operations.all.abort(1, id)).isTrue();
        assertThatThrownBy(() -> operations.step(taken, 1)).isInstanceOf(HoldLost.class);
        assertThat(operations.all.resume(1, id)).isFalse();
        assertThat(operations.all.find(1, id).orElseThrow().progress()).isEqualTo(new Progress(1, 0, 0, 2));
        assertThat(operations.all.items(id, Kind.LEFT, 0, 0, 10)).hasSize(2);
        assertThat(operations.all.items(id, Kind.DONE, 0, 0, 10)).hasSize(1);
        assertThat(operations.all.items(id, Kind.FAILED, 0, 0, 10)).isEmpty();
        operations.plan(REPLAY);
        var planned = operations
                .all
                .page(1, Set.of(State.PLANNED), null, 1)
                .getFirst()
                .id();
        assertThat(operations.all.abort(1, planned)).isTrue();
        assertThat(operations.all.confirm(1, operations.token(), null)).isInstanceOf(Confirmed.Aborted.class);
    }

    @Test
    void oneThatCannotBeMadeSenseOfFailsAlone() {
        var jobs = failed(4);
        execute(
                "UPDATE job SET options = '{\"needs\":5}' WHERE id = ?",
                jobs.get(2).uuid());
        var outcomes = operations.run(REPLAY);
        assertThat(outcomes.get(jobs.get(2))).startsWith("failed:");
        assertThat(outcomes.values()).hasSize(4).filteredOn("done"::equals).hasSize(3);
    }

    @Test
    void oneThatBrokeOffIsTriedAgainOrPaused() {
        failed(1);
        var taken = operations.begin(REPLAY);
        operations.runs.retry(taken.hold(), null, Duration.ZERO);
        var back = operations.runs.take(1).getFirst();
        assertThat(back.tries()).isEqualTo(1);
        operations.runs.retry(back.hold(), "PSQLException", Duration.ZERO);
        var again = operations.runs.take(1).getFirst();
        assertThat(again.tries()).isEqualTo(2);
        operations.runs.stall(again.hold(), "It was tried twice.");
        var operation = operations.all.find(1, again.operation().id()).orElseThrow();
        assertThat(operation.state()).isEqualTo(State.PAUSED);
        assertThat(operation.trouble()).isEqualTo("It was tried twice.");
        assertThat(operations.all.resume(1, operation.id())).isTrue();
        assertThat(operations.runs.take(1).getFirst().tries()).isEqualTo(1);
    }

    @Test
    void unfinishedJobsAreToldToEnd() {
        var queued = operations.rows().queued().insert();
        var running = operations.rows().running().insert();
        var taken = operations.begin("{'action':'cancel','filter':{'kind':['probe']},'reason':'Wrong.'}");
        var ended = operations.rows().queued().insert();
        execute("UPDATE bulk_chunk SET jobs = jobs || ?, tenants = tenants || 1", ended.uuid());
        execute("UPDATE bulk_operation SET selected = 3");
        execute("DELETE FROM live WHERE id = ?", ended.uuid());
        while (operations.step(taken, 10)) {}
        assertThat(operations.outcomes(taken.operation().id()))
                .isEqualTo(Map.of(queued, "done", running, "done", ended, "skipped:ended"));
        assertThat(operations.job(queued).cancelRequestedAt()).isNotNull();
        assertThat(operations.job(running).cancelRequestedAt()).isNotNull();
    }

    @Test
    void whatSomebodyIsAtIsWaitedForWithoutALock() {
        var now = Instant.now();
        var first = operations.rows().queued().createdAt(now.minusMillis(20)).insert();
        var busy = operations.rows().queued().createdAt(now.minusMillis(10)).insert();
        var last = operations.rows().queued().createdAt(now).insert();
        var taken = operations.begin("{'action':'cancel','filter':{'kind':['probe']},'reason':'Wrong.'}");
        try (var handle = test.jdbi().open()) {
            handle.begin();
            handle.execute("SELECT FROM live WHERE id = ? FOR UPDATE", busy.uuid());
            operations.step(taken, 10);
            assertThat(operations.outcomes(taken.operation().id()))
                    .isEqualTo(Map.of(first, "done", busy, "left", last, "left"));
            operations.step(taken, 10);
            assertThat(operations.outcomes(taken.operation().id())).containsEntry(busy, "left");
            handle.rollback();
        }
        operations.step(taken, 10);
        assertThat(operations.outcomes(taken.operation().id()).values()).containsOnly("done");
    }

    @Test
    void waitingJobsGetAnotherPriorityAndTheirTurnThere() {
        var ahead = operations.rows().queued().insert();
        var urgent = operations.rows().queued().insert();
        var scheduled = operations.rows().scheduled().insert();
        var running = operations.rows().running().insert();
        var has = operations.rows().queued().priority(9).insert();
        execute(
                "INSERT INTO tag (tenant, name, value, id) SELECT 1, 'a', 'b', id FROM live WHERE id <> ?",
                ahead.uuid());
        operations.gates.take(Lane.HTTP, 0);
        var taken =
                operations.begin("{'action':'reprioritise','priority':9,'filter':{'tags':{'a':'b'}},'reason':'Soon.'}");
        execute("UPDATE live SET state = 'dispatched' WHERE id = ?", has.uuid());
        while (operations.step(taken, 10)) {}
        assertThat(operations.outcomes(taken.operation().id()))
                .isEqualTo(Map.of(urgent, "done", scheduled, "done", has, "skipped:under_way"));
        assertThat(operations.job(urgent).priority()).isEqualTo(9);
        assertThat(operations.job(scheduled).priority()).isEqualTo(9);
        assertThat(operations.job(running).priority()).isEqualTo(5);
        assertThat(operations.gates.take(Lane.HTTP, 10)).extracting(Moved::id).containsExactly(urgent, ahead);
        assertThat(operations.run(
                        "{'action':'reprioritise','priority':9,'filter':{'state':['scheduled']},'reason':'Again.'}"))
                .isEqualTo(Map.of(scheduled, "skipped:has_it"));
    }

    @Test
    void waitingJobsComeToTheirTurnAtAnotherTime() {
        var at = Instant.now().plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.MICROS);
        var queued = operations.rows().queued().insert();
        var scheduled = operations.rows().scheduled().insert();
        var retrying = operations.rows().retrying().insert();
        var late = operations.rows().queued().deadline(at.minusSeconds(1)).insert();
        var aside = operations.rows().queued().insert();
        execute(
                "UPDATE live SET gate = -gate, key = 'k', key_max = 1, key_nr = 1, key_ordered = false WHERE id = ?",
                aside.uuid());
        var outcomes = operations.run(
                "{'action':'move','run_at':'%s','filter':{'kind':['probe']},'reason':'Tonight.'}".formatted(at));
        assertThat(outcomes)
                .isEqualTo(Map.of(
                        queued,
                        "done",
                        scheduled,
                        "done",
                        retrying,
                        "done",
                        aside,
                        "done",
                        late,
                        "skipped:deadline_before"));
        for (var id : List.of(queued, scheduled, aside)) {
            assertThat(operations.job(id).state()).isEqualTo(io.penstock.db.job.State.SCHEDULED);
            assertThat(operations.job(id).runAt()).isEqualTo(at);
            assertThat(operations.job(id).nextEligibleAt()).isEqualTo(at);
        }
        assertThat(operations.job(retrying).state()).isEqualTo(io.penstock.db.job.State.RETRYING);
        assertThat(operations.job(retrying).nextEligibleAt()).isEqualTo(at);
        assertThat(operations.moved)
                .containsEntry(queued, io.penstock.db.job.State.SCHEDULED)
                .containsEntry(retrying, io.penstock.db.job.State.RETRYING);
    }

    @Test
    void movedToTheirPastTheyComeDueNow() {
        var due = new DueJobs(test.database(), operations.gates);
        var waiting = operations.rows().scheduled().insert();
        var begun = Instant.now();
        operations.run(
                "{'action':'move','run_at':'2020-01-01T00:00:00Z','filter':{'state':['scheduled']},'reason':'Now.'}");
        assertThat(operations.job(waiting).runAt()).isBetween(begun, Instant.now());
        assertThat(due.comeDue(10)).extracting(Moved::id).containsExactly(waiting);
        assertThat(LiveRow.of(test.database(), waiting).place()).isNotNull();
    }

    @Test
    void jitterSpreadsThem() {
        failed(20);
        var begun = Instant.now();
        operations.run("{'action':'replay','jitter':'PT1H','filter':{'kind':['probe']},'reason':'Slowly.'}");
        var times = operations.moved.keySet().stream()
                .map(id -> operations.job(id).runAt())
                .toList();
        assertThat(times).hasSize(20).doesNotContainNull();
        assertThat(times)
                .allSatisfy(
                        time -> assertThat(time).isBetween(begun, Instant.now().plus(Duration.ofHours(1))));
        assertThat(times).doesNotHaveDuplicates();
    }

    @Test
    void oldOnesAreForgottenWithAllTheyHad() {
        failed(2);
        var kept = operations.plan(REPLAY).id();
        var stale = operations.plan(REPLAY).id();
        var ended = operations.begin(REPLAY);
        operations.step(ended, 1);
        operations.runs.finish(ended.hold());
        execute("UPDATE bulk_operation SET confirm_by = now() - interval '2 days' WHERE id = ?", stale.uuid());
        execute("UPDATE bulk_operation SET finished_at = now() - interval '31 days' WHERE finished_at IS NOT NULL");
        assertThat(new OldBulkOperations(test.jdbi()).prune(30, 10)).isEqualTo(2);
        assertThat(operations.all.page(null, Set.of(), null, 10))
                .extracting(BulkOperation::id)
                .containsExactly(kept);
        List<UUID> chunks = test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT DISTINCT operation FROM bulk_chunk")
                        .mapTo(UUID.class)
                        .list());
        assertThat(chunks).containsExactly(kept.uuid());
    }
}
