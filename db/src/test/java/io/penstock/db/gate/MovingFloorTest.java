package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MovingFloorTest {

    private static final Duration LAG = Duration.ofMillis(50);
    private static final Duration SHORT_OF_A_FULL_SCAN = Duration.ofMillis(800);

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final MovingFloor floor = new MovingFloor(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private long scan(long clearedUpTo) {
        long from = floor.from();
        floor.cleared(clearedUpTo, 1000);
        return from;
    }

    @Test
    void theFirstScanReadsEverything() {
        assertThat(floor.from()).isZero();
    }

    @Test
    void theFloorFollowsWhatWasTakenWithALag() {
        scan(100);
        assertThat(scan(200)).isZero();
        pass(LAG);
        assertThat(scan(300))
                .as("what was taken a moment ago may still get company")
                .isZero();
        pass(LAG);
        assertThat(scan(400)).isEqualTo(200);
        pass(LAG);
        assertThat(scan(500)).isEqualTo(300);
    }

    @Test
    void aRowThatCommittedLateWithAnEarlyPlaceIsStillAboveTheFloor() {
        scan(100);
        pass(LAG);
        scan(200);
        assertThat(floor.from()).as("a row with place 150 appears now").isLessThan(150);
    }

    @Test
    void aRowThatIsToldOfIsAboveTheFloorUntilAScanThatBeganLaterIsDone() {
        scan(100);
        pass(LAG);
        floor.from();
        floor.isAt(70);
        floor.cleared(200, 1000);
        pass(LAG);
        assertThat(floor.from()).as("the scan may have been past it").isLessThan(70);
        pass(LAG);
        assertThat(floor.from()).isEqualTo(69);
        scan(200);
        pass(LAG);
        scan(200);
        pass(LAG);
        assertThat(floor.from()).isEqualTo(200);
    }

    @Test
    void theFloorNeverFalls() {
        scan(100);
        pass(LAG);
        scan(50);
        pass(LAG);
        assertThat(scan(0)).isEqualTo(100);
        pass(LAG);
        assertThat(scan(0)).isEqualTo(100);
    }

    @Test
    void nowAndThenAScanReadsEverything() {
        scan(100);
        pass(LAG);
        scan(100);
        pass(LAG);
        assertThat(scan(100)).isEqualTo(100);
        pass(SHORT_OF_A_FULL_SCAN);
        assertThat(scan(100)).isEqualTo(100);
        pass(Duration.ofMillis(100));
        assertThat(scan(100)).isZero();
        assertThat(scan(100)).isEqualTo(100);
    }

    @Test
    void fullScansAreTheRarerTheLongerTheyTake() {
        floor.from();
        floor.cleared(100, Duration.ofMillis(500).toNanos());
        pass(LAG);
        floor.from();
        pass(Duration.ofMillis(9850));
        assertThat(floor.from()).isEqualTo(100);
        pass(Duration.ofMillis(100));
        assertThat(floor.from()).isZero();
    }

    @Test
    void aFullScanThatFailedIsMadeUpFor() {
        assertThat(floor.from()).isZero();
        pass(LAG);
        assertThat(scan(100)).as("the first scan never said that it was done").isZero();
    }

    @Test
    void thereIsAFloorForEachPriority() {
        var floors = MovingFloor.perPriority();
        assertThat(floors).hasSize(10).doesNotHaveDuplicates();
        assertThat(MovingFloor.from(floors)).hasSize(10).containsOnly(0L);
    }
}
