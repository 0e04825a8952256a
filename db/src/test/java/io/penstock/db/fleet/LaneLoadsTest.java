package io.penstock.db.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Workers.Events;
import io.penstock.db.gate.Flow;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LaneLoadsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Flow NO_FLOW = new Flow(0, 0);

    private static final String MANY = """
            INSERT INTO live (id, tenant, gate, kind, state, priority, max_attempts, place)
            SELECT uuidv7(), 1, (SELECT id FROM gate WHERE lane = 'http' AND limits = '{}'), 'probe', 'queued', nr % 10, 5, nr
            FROM generate_series(1, :jobs) AS nr""";

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final LaneLoads loads = new LaneLoads(test.database());
    private final Workers workers = new Workers(test.jdbi());

    private JobRows row() {
        return JobRows.in(test.database());
    }

    /** A job that came to its gate so long ago. */
    private JobRows old(int seconds) {
        var time = Instant.now().minusSeconds(seconds);
        return row().createdAt(time).since(time);
    }

    private LaneLoad http() {
        return loads.of(Lane.HTTP);
    }

    @Test
    void aLaneWithoutAnythingHasNoLoad() {
        assertThat(loads.all()).extracting(LaneLoad::lane).containsExactly(Lane.values());
        assertThat(http()).isEqualTo(new LaneLoad(Lane.HTTP, 0, 0, 0, Duration.ZERO, NO_FLOW, 0, 0, 0));
    }

    @Test
    void whatCouldRunIsItsDepth() {
        row().queued().insert();
        row().queued().priority(9).insert();
        row().dispatched().insert();
        row().running().insert();
        row().scheduled().insert();
        row().retrying().insert();
        assertThat(http().depth()).isEqualTo(3);
        assertThat(http().onLane()).isEqualTo(1);
        assertThat(loads.of(Lane.AI).depth()).isZero();
    }

    @Test
    void whatWaitsForLimitsIsCountedByItself() {
        int gate = test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "INSERT INTO gate (lane, limits) VALUES ('http', '{slow}') RETURNING id")
                        .mapTo(Integer.class)
                        .one());
        var limited = old(90).insert();
        row().insert();
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET gate = ? WHERE id = ?", gate, limited.uuid()));
        assertThat(http()).returns(1, LaneLoad::depth).returns(1, LaneLoad::limited);
        assertThat(http().oldest()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(200));
    }

    @Test
    void theCountStopsAndSaysSo() {
        insert(LaneLoad.MOST - 1);
        assertThat(http()).returns(LaneLoad.MOST - 1, LaneLoad::depth).returns(false, LaneLoad::isCapped);
        insert(LaneLoad.MOST);
        assertThat(http()).returns(LaneLoad.MOST, LaneLoad::depth).returns(true, LaneLoad::isCapped);
    }

    private void insert(int jobs) {
        test.jdbi()
                .useHandle(
                        handle -> handle.createUpdate(MANY).bind("jobs", jobs).execute());
    }

    @Test
    void theOldestIsFoundWhateverItsPriority() {
        row().priority(9).insert();
        old(300).priority(0).insert();
        old(90).insert();
        old(600).running().insert();
        assertThat(http().oldest()).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(400));
    }

    @Test
    void aJobThatReturnsToItsGateHasWaitedAllTheWhile() {
        old(300).insert();
        var gates = new Gates(test.database());
        new Unclaimed(test.database(), gates).giveBack(gates.take(Lane.HTTP, 1));
        assertThat(http().oldest()).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(400));
    }

    @Test
    void aJobThatCameDueHasWaitedSinceThen() {
        JobId scheduled = old(3000).scheduled().insert();
        test.jdbi().useHandle(handle -> handle.execute("""
                UPDATE live SET state = 'queued', due_at = NULL, since = now() - interval '90 s',
                                place = extract(epoch FROM now() - interval '90 s') * 1000000 WHERE id = ?""", scheduled.uuid()));
        assertThat(http().oldest()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(200));
    }

    @Test
    void theSlotsAreThoseOfTheWorkersThatAreAlive() {
        int mixed = workers.join(
                Identity.named("a"), Set.of(Lane.HTTP, Lane.AI), new LaneSlots(64, Map.of(Lane.AI, 8)), HOUR);
        workers.beat(mixed, HOUR, Events.NONE, Map.of(Lane.HTTP, 20, Lane.AI, 3));
        workers.join(Identity.named("b"), Set.of(Lane.AI), new LaneSlots(5, Map.of()), HOUR);
        WorkerRows.in(test.database()).silent();
        WorkerRows.in(test.database()).lapsed();
        assertThat(loads.of(Lane.AI)).isEqualTo(new LaneLoad(Lane.AI, 0, 0, 0, Duration.ZERO, NO_FLOW, 2, 13, 3));
        assertThat(http()).isEqualTo(new LaneLoad(Lane.HTTP, 0, 0, 0, Duration.ZERO, NO_FLOW, 1, 64, 20));
        assertThat(loads.of(Lane.EMAIL).slots()).isZero();
    }
}
