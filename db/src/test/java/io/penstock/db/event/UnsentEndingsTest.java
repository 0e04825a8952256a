package io.penstock.db.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.catalog.Catalog;
import io.penstock.db.control.Cancellations;
import io.penstock.db.event.UnsentEndings.Position;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.replay.Replay;
import io.penstock.db.replay.Replayed;
import io.penstock.db.replay.Replays;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UnsentEndingsTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final UnsentEndings endings = new UnsentEndings(test.jdbi());
    private final WorkerRows workers = WorkerRows.in(test.database());
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private JobRows row() {
        return JobRows.in(test.database());
    }

    @Test
    void oneLeadsUntilItsLeaseIsOver() {
        var one = UUID.randomUUID();
        var other = UUID.randomUUID();
        assertThat(endings.lead(one, LEASE)).isPresent();
        assertThat(endings.lead(other, LEASE)).isEmpty();
        assertThat(endings.lead(one, Duration.ZERO)).isPresent();
        assertThat(endings.lead(other, LEASE)).isPresent();
    }

    @Test
    void onlyWhoLeadsMovesOnAndNeverBack() {
        var leader = UUID.randomUUID();
        var until = endings.lead(leader, LEASE).orElseThrow();
        endings.advance(UUID.randomUUID(), until.plusSeconds(1));
        assertThat(endings.lead(leader, LEASE)).contains(until);
        endings.advance(leader, until.plusSeconds(5));
        endings.advance(leader, until.plusSeconds(3));
        assertThat(endings.lead(leader, LEASE)).contains(until.plusSeconds(5));
    }

    @Test
    void theHorizonStaysBeforeAnEndingThatIsNotCommittedYet() {
        var id = row().running().attempt(1).insert();
        try (var open = test.jdbi().open()) {
            open.begin();
            var at = open.createQuery("""
                            WITH gone AS (DELETE FROM live WHERE id = :id RETURNING *)
                            INSERT INTO outcome (tenant, id, state, attempt) SELECT tenant, id, 'cancelled', attempt FROM gone
                            RETURNING finished_at""")
                    .bind("id", id.uuid())
                    .mapTo(Instant.class)
                    .one();
            assertThat(endings.horizon()).isBefore(at);
            var later = test.jdbi()
                    .withHandle(h -> h.createQuery("SELECT clock_timestamp() + interval '1 hour'")
                            .mapTo(Instant.class)
                            .one());
            assertThat(endings.withoutWorker(Position.from(at.minusSeconds(1)), later, 10))
                    .isEmpty();
            open.commit();
            assertThat(endings.withoutWorker(Position.from(at.minusSeconds(1)), later, 10))
                    .hasSize(1);
        }
        assertThat(endings.horizon()).isAfter(now.minusSeconds(60));
    }

    @Test
    void whatEndedWithoutAWorkerIsReadInPagesAndInOrder() {
        int worker = workers.alive();
        row().succeeded().finishedBy(worker).since(now).insert();
        var cancelled = IntStream.range(0, 25)
                .mapToObj(i -> row().cancelled().since(now.plusSeconds(i / 10)).insert())
                .toList();
        row().expired().since(now.plusSeconds(10)).insert();
        var read = new ArrayList<JobId>();
        var from = Position.from(now);
        for (var page = page(from); !page.isEmpty(); page = page(from)) {
            page.forEach(ending -> read.add(ending.id()));
            from = Position.after(page.getLast());
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(cancelled);
        assertThat(read.subList(0, 10)).containsExactlyInAnyOrderElementsOf(cancelled.subList(0, 10));
    }

    private List<Ending> page(Position from) {
        return endings.withoutWorker(from, now.plusSeconds(10), 7);
    }

    @Test
    void aJobThatWasReplayedHasTheEndingsOfAllItsRuns() {
        int worker = workers.alive();
        var cancelled = row().cancelled().since(now).insert();
        var failed = row().failed()
                .finishedBy(worker)
                .failure("too_bad", "Too bad.")
                .since(now)
                .insert();
        replay(cancelled);
        replay(failed);
        assertThat(page(Position.from(now.minusSeconds(1)))).singleElement().satisfies(ending -> {
            assertThat(ending.id()).isEqualTo(cancelled);
            assertThat(ending.state()).isEqualTo(State.CANCELLED);
            assertThat(ending.at()).isEqualTo(now);
        });
        assertThat(endings.ofWorker(worker, now, now.plusSeconds(3)))
                .singleElement()
                .satisfies(ending -> {
                    assertThat(ending.id()).isEqualTo(failed);
                    assertThat(ending.attempt()).isEqualTo(1);
                    assertThat(ending.errorCode()).isEqualTo("too_bad");
                });

        new Cancellations(test.jdbi()).cancel(1, cancelled);
        assertThat(endings.withoutWorker(Position.from(now.minusSeconds(1)), now.plusSeconds(60), 10))
                .extracting(Ending::id, Ending::attempt)
                .containsExactly(tuple(cancelled, 0), tuple(cancelled, 1));
    }

    private void replay(JobId id) {
        var replays = new Replays(
                test.jdbi(), new Gates(test.database()), Catalog.kinds(List.of()), (jobs, state) -> {}, lane -> {});
        assertThat(replays.replay(Replay.of(1, id))).isEqualTo(new Replayed.Begun(2));
    }

    @Test
    void aResolutionIsReadAtItsOwnTime() {
        int worker = workers.alive();
        var id = row().outcomeUnknown().finishedBy(worker).since(now).insert();
        assertThat(page(Position.from(now.minusSeconds(1)))).isEmpty();
        test.jdbi()
                .useHandle(h -> h.execute(
                        "UPDATE outcome SET state = 'failed', resolved_at = finished_at + interval '5 seconds', resolved_reason = 'I looked.' WHERE id = ?",
                        id.uuid()));
        assertThat(page(Position.from(now.plusSeconds(1)))).singleElement().satisfies(ending -> {
            assertThat(ending.id()).isEqualTo(id);
            assertThat(ending.state()).isEqualTo(State.FAILED);
            assertThat(ending.at()).isEqualTo(now);
            assertThat(ending.resolvedAt()).isEqualTo(now.plusSeconds(5));
        });
    }

    @Test
    void whatAWorkerEndedIsReadByItsTime() {
        int worker = workers.alive();
        int other = workers.alive();
        var before =
                row().succeeded().finishedBy(worker).since(now.minusSeconds(1)).insert();
        var first = row().succeeded().finishedBy(worker).since(now).insert();
        var second = row().failed()
                .finishedBy(worker)
                .failure("too_bad", "Too bad.")
                .since(now.plusSeconds(2))
                .insert();
        row().succeeded().finishedBy(worker).since(now.plusSeconds(3)).insert();
        row().succeeded().finishedBy(other).since(now).insert();
        row().cancelled().since(now).insert();
        assertThat(endings.ofWorker(worker, now, now.plusSeconds(3)))
                .extracting(Ending::id)
                .containsExactlyInAnyOrder(first, second)
                .doesNotContain(before);
        assertThat(endings.ofWorker(worker, now.plusSeconds(1), now.plusSeconds(3)))
                .singleElement()
                .satisfies(ending -> {
                    assertThat(ending.kind()).isEqualTo("probe");
                    assertThat(ending.tenant()).isEqualTo(1);
                    assertThat(ending.errorCode()).isEqualTo("too_bad");
                });
    }

    @Test
    void aStretchOfTimeIsFoundByTheSummaryOfThePages() {
        var plan = test.jdbi().inTransaction(handle -> {
            handle.execute("SET LOCAL enable_bitmapscan = on");
            return String.join("\n", handle.createQuery("""
                            EXPLAIN SELECT job.kind FROM outcome JOIN job ON job.tenant = outcome.tenant AND job.id = outcome.id
                            WHERE outcome.worker = 1 AND outcome.finished_at >= now() - interval '1 second' AND outcome.finished_at < now()""").mapTo(String.class).list());
        });
        assertThat(plan).contains("Bitmap Index Scan on outcome").doesNotContain("Seq Scan");
    }

    @Test
    void workersThatLapsedOrMissEventsAreBehind() {
        int alive = workers.alive();
        int missing = workers.alive();
        int lapsed = workers.lapsed();
        int done = workers.lapsed();
        execute("UPDATE worker SET events_missing = true WHERE id = ?", missing);
        execute("UPDATE worker SET events_until = lapsed_at + interval '11 minutes' WHERE id = ?", done);
        assertThat(endings.behind())
                .extracting(UnsentEndings.Behind::worker)
                .containsExactlyInAnyOrder(missing, lapsed)
                .doesNotContain(alive);
        endings.caughtUp(lapsed, Instant.now().plus(Duration.ofHours(1)));
        assertThat(endings.behind()).extracting(UnsentEndings.Behind::worker).containsExactly(missing);
    }

    private void execute(String sql, int id) {
        test.jdbi().useHandle(handle -> handle.execute(sql, id));
    }
}
