package io.penstock.db.fleet;

import static io.penstock.db.fleet.Workers.Events.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.Workers.Events;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
        int one = workers.join("same", Set.of(Lane.AI, Lane.HTTP), THREE, HOUR);
        assertThat(workers.join("same", Set.of(Lane.AI), THREE, HOUR)).isNotEqualTo(one);
        assertThat(text("array_to_string(ARRAY(SELECT unnest(lanes) ORDER BY 1), ',') || slots", one))
                .isEqualTo("ai,http3");
    }

    @Test
    void lanesWithSlotsOfTheirOwnAreNamed() {
        int id = workers.join("mixed", Set.of(Lane.AI, Lane.HTTP), new LaneSlots(64, Map.of(Lane.AI, 8)), HOUR);
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
        int id = workers.join("beating", Set.of(Lane.AI), THREE, Duration.ofMinutes(1));
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

    private static String text(String column, int id) {
        return TEST.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT %s FROM worker WHERE id = :id".formatted(column))
                        .bind("id", id)
                        .mapTo(String.class)
                        .one());
    }
}
