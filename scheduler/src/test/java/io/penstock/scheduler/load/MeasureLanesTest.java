package io.penstock.scheduler.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MeasureLanesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MeasureLanes measure = new MeasureLanes(new LaneLoads(test.database()), meters);

    private double gauge(String name, String lane) {
        return meters.get("penstock.lane." + name).tag("lane", lane).gauge().value();
    }

    @Test
    void aScrapeFindsWhatTheLastLookSaw() {
        WorkerRows.in(test.database()).alive();
        var time = Instant.now().minusSeconds(90);
        JobRows.in(test.database()).createdAt(time).since(time).insert();
        assertThat(gauge("depth", "http")).isNaN();

        measure.runOnce();

        assertThat(gauge("depth", "http")).isEqualTo(1);
        assertThat(gauge("depth", "ai")).isZero();
        assertThat(gauge("oldest.age", "http")).isBetween(90.0, 200.0);
        assertThat(gauge("slots", "ai")).isEqualTo(10);
        assertThat(gauge("slots.busy", "ai")).isZero();
        assertThat(gauge("workers", "ai")).isEqualTo(1);
    }

    @Test
    void withoutADatabaseThereIsNoNumber() {
        measure.runOnce();
        test.database().close();
        assertThatThrownBy(measure::runOnce).isInstanceOf(RuntimeException.class);
        assertThat(gauge("depth", "http")).isNaN();
    }
}
