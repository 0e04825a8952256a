package io.penstock.db.fleet;

import static io.penstock.db.fleet.Workers.Events.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Worker.OnLane;
import io.penstock.db.fleet.Worker.State;
import io.penstock.db.fleet.Workers.Events;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final LaneSlots THREE = new LaneSlots(3, Map.of());
    private static final Map<Lane, Integer> IDLE = Map.of();

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Workers workers = new Workers(TEST.jdbi());
    private final WorkerRows rows = WorkerRows.in(TEST.database());

    @Test
    void everyJoinIsANewWorker() {
        int one = workers.join(Identity.named("same"), Set.of(Lane.AI, Lane.HTTP), THREE, HOUR);
        assertThat(workers.join(Identity.named("same"), Set.of(Lane.AI), THREE, HOUR))
                .isNotEqualTo(one);
        assertThat(text("array_to_string(ARRAY(SELECT unnest(lanes) ORDER BY 1), ',') || slots", one))
                .isEqualTo("ai,http3");
    }

    @Test
    void lanesWithSlotsOfTheirOwnAreNamed() {
        int id = workers.join(
                Identity.named("mixed"), Set.of(Lane.AI, Lane.HTTP), new LaneSlots(64, Map.of(Lane.AI, 8)), HOUR);
        assertThat(text("slots || ' ' || other_slots", id)).isEqualTo("64 {\"ai\": 8}");
    }

    @Test
    void aBeatSaysHowManySlotsAreBusy() {
        int id = rows.alive();
        assertThat(text("busy", id)).isEqualTo("{}");
        workers.beat(id, HOUR, NONE, Map.of(Lane.AI, 3, Lane.EMAIL, 0));
        assertThat(text("busy", id)).isEqualTo("{\"ai\": 3, \"email\": 0}");
    }

    @Test
    void aBeatExtendsTheLease() {
        int id = workers.join(Identity.named("beating"), Set.of(Lane.AI), THREE, Duration.ofMinutes(1));
        assertThat(text("lease_until > now() + interval '2 minutes'", id)).isEqualTo("f");
        assertThat(workers.beat(id, HOUR, NONE, IDLE)).isPresent();
        assertThat(text("lease_until BETWEEN now() + interval '59 minutes' AND now() + interval '61 minutes'", id))
                .isEqualTo("t");
    }

    @Test
    void aWorkerWhoseLeaseIsOverCannotExtendIt() {
        assertThat(workers.beat(rows.silent(), HOUR, NONE, IDLE)).isEmpty();
    }

    @Test
    void aLapsedWorkerStaysLapsed() {
        int id = rows.lapsed();
        assertThat(workers.beat(id, HOUR, NONE, IDLE)).isEmpty();
        assertThat(text("lapsed_at IS NOT NULL AND lease_until < now()", id)).isEqualTo("t");
    }

    @Test
    void aWorkerThatLeftIsLapsed() {
        int id = rows.alive();
        workers.leave(id, NONE);
        assertThat(text("lapsed_at IS NOT NULL", id)).isEqualTo("t");
        assertThat(workers.beat(id, HOUR, NONE, IDLE)).isEmpty();
    }

    @Test
    void leavingTwiceKeepsTheFirstTime() {
        int id = rows.alive();
        workers.leave(id, NONE);
        var first = text("lapsed_at", id);
        workers.leave(id, NONE);
        assertThat(text("lapsed_at", id)).isEqualTo(first);
    }

    @Test
    void workersThatLapsedADayAgoAreForgotten() {
        int alive = rows.alive();
        int lapsed = rows.lapsed();
        int longAgo = rows.lapsed();
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE worker SET lapsed_at = now() - interval '25 hours' WHERE id = ?", longAgo));
        assertThat(workers.prune()).isEqualTo(1);
        assertThat(text("id", alive)).isNotNull();
        assertThat(text("id", lapsed)).isNotNull();
        int left = TEST.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM worker WHERE id = :id")
                        .bind("id", longAgo)
                        .mapTo(Integer.class)
                        .one());
        assertThat(left).isZero();
    }

    @Test
    void aBeatSaysUpToWhenTheEventsAreOutAndNeverTakesItBack() {
        int id = rows.alive();
        var until = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MICROS);
        assertThat(workers.beat(id, HOUR, new Events(until, true), IDLE)
                        .orElseThrow()
                        .eventsUntil())
                .isEqualTo(until);
        assertThat(text("events_missing", id)).isEqualTo("t");
        var beat = workers.beat(id, HOUR, new Events(until.minusSeconds(5), false), IDLE)
                .orElseThrow();
        assertThat(beat.eventsUntil()).isEqualTo(until);
        assertThat(beat.at()).isBefore(until);
        assertThat(text("events_missing", id)).isEqualTo("f");
    }

    @Test
    void aWorkerWhoseEventsAreNotOutIsNotForgotten() {
        int id = rows.lapsed();
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE worker SET lapsed_at = now() - interval '25 hours', events_until = now() - interval '26 hours' WHERE id = ?",
                        id));
        workers.prune();
        assertThat(text("id", id)).isNotNull();
        TEST.jdbi().useHandle(handle -> handle.execute("UPDATE worker SET events_until = now() WHERE id = ?", id));
        assertThat(workers.prune()).isEqualTo(1);
    }

    @Test
    void aWorkerTellsWhoItIsAndWhatItServes() {
        int id = workers.join(
                new Identity("told", "a-host", "1.2.3"),
                List.of(Lane.HTTP, Lane.AI),
                new LaneSlots(64, Map.of(Lane.AI, 8)),
                HOUR);
        workers.beat(id, HOUR, NONE, Map.of(Lane.AI, 3));
        var worker = workers.find(id).orElseThrow();
        assertThat(worker.identity()).isEqualTo(new Identity("told", "a-host", "1.2.3"));
        assertThat(worker.state()).isEqualTo(State.RUNNING);
        assertThat(worker.since()).isEqualTo(worker.startedAt());
        assertThat(worker.lastHeardAt()).isAfter(worker.startedAt());
        assertThat(Duration.between(worker.lastHeardAt(), worker.leaseUntil())).isEqualTo(HOUR);
        assertThat(worker.lanes()).containsExactly(new OnLane(Lane.AI, 8, 3), new OnLane(Lane.HTTP, 64, 0));
    }

    @Test
    void aWorkerThatDrainsSaysSoOnceAndGoesOnGivingSigns() {
        int id = rows.alive();
        workers.drain(id);
        var first = workers.find(id).orElseThrow();
        assertThat(first.state()).isEqualTo(State.DRAINING);
        assertThat(first.since()).isAfter(first.startedAt());
        assertThat(workers.beat(id, HOUR, NONE, IDLE)).isPresent();
        workers.drain(id);
        var then = workers.find(id).orElseThrow();
        assertThat(then.state()).isEqualTo(State.DRAINING);
        assertThat(then.since()).isEqualTo(first.since());
    }

    @Test
    void aWorkerIsLostFromTheEndOfItsLeaseOn() {
        int id = rows.silent();
        workers.drain(id);
        var silent = workers.find(id).orElseThrow();
        assertThat(silent.state()).as("nobody has noticed yet").isEqualTo(State.LOST);
        assertThat(silent.since()).isEqualTo(silent.leaseUntil());
        int lapsed = rows.lapsed();
        var noticed = workers.find(lapsed).orElseThrow();
        assertThat(noticed.state()).isEqualTo(State.LOST);
        assertThat(noticed.since()).isEqualTo(noticed.leaseUntil());
        workers.drain(lapsed);
        assertThat(text("draining_since", lapsed)).isNull();
    }

    @Test
    void aWorkerThatLeftHasStoppedAndRunsNothing() {
        int id = rows.alive();
        workers.beat(id, HOUR, NONE, Map.of(Lane.AI, 3));
        workers.drain(id);
        workers.leave(id, NONE);
        var worker = workers.find(id).orElseThrow();
        assertThat(worker.state()).isEqualTo(State.STOPPED);
        assertThat(worker.since()).isEqualTo(worker.lastHeardAt());
        assertThat(worker.lanes()).allSatisfy(on -> assertThat(on.busy()).isZero());
    }

    @Test
    void aWorkerOfAnEarlierVersionSaysLess() {
        int id = rows.alive();
        TEST.jdbi().useHandle(handle -> handle.execute("UPDATE worker SET last_heard_at = NULL WHERE id = ?", id));
        var worker = workers.find(id).orElseThrow();
        assertThat(worker.identity()).isEqualTo(Identity.named("a-worker"));
        assertThat(worker.lastHeardAt()).isNull();
        assertThat(worker.state()).isEqualTo(State.RUNNING);
    }

    @Test
    void workersAreListedByStateAndLaneTheNewestFirst() {
        var http = Set.of(Lane.HTTP);
        int first = workers.join(Identity.named("one"), http, THREE, HOUR);
        int ai = workers.join(Identity.named("ai"), Set.of(Lane.AI), THREE, HOUR);
        int second = workers.join(Identity.named("two"), http, THREE, HOUR);
        int draining = workers.join(Identity.named("draining"), http, THREE, HOUR);
        workers.drain(draining);
        int lost = rows.lapsed();
        var running = Set.of(State.RUNNING);
        assertThat(workers.page(running, Lane.HTTP, null, 2))
                .extracting(Worker::id)
                .containsExactly(second, first);
        assertThat(workers.page(running, Lane.HTTP, null, 1))
                .extracting(Worker::id)
                .containsExactly(second);
        assertThat(workers.page(running, Lane.HTTP, second, 1))
                .extracting(Worker::id)
                .containsExactly(first);
        assertThat(workers.page(running, null, null, 2)).extracting(Worker::id).containsExactly(second, ai);
        assertThat(workers.page(Set.of(State.DRAINING, State.LOST), null, null, 2))
                .extracting(Worker::id)
                .containsExactly(lost, draining);
        assertThat(workers.find(Integer.MAX_VALUE)).isEmpty();
    }

    private static String text(String column, int id) {
        return TEST.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT %s FROM worker WHERE id = :id".formatted(column))
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
    }
}
