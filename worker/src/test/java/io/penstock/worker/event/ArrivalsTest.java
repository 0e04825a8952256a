package io.penstock.worker.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.fleet.Workers.Beat;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final int ME = 1;
    private static final int MY_TWIN = 2;

    private final Arrivals arrivals = new Arrivals();

    @Test
    void withoutAnythingUnderWayItIsAsLateAsTheDatabaseLastSaid() {
        arrivals.seen(at(10));
        assertThat(until(ME)).isEqualTo(9);
        arrivals.seen(at(7));
        assertThat(until(ME)).isEqualTo(9);
    }

    @Test
    void aTransactionUnderWayHoldsItAtTheTimeKnownWhenItBegan() {
        arrivals.seen(at(10));
        var transaction = arrivals.begins();
        arrivals.seen(at(20));
        assertThat(until(ME)).isEqualTo(9);
        arrivals.arrived(transaction);
        assertThat(until(ME)).isEqualTo(19);
    }

    @Test
    void theOldestThatHasNotArrivedCounts() {
        arrivals.seen(at(10));
        var first = arrivals.begins();
        arrivals.seen(at(20));
        var second = arrivals.begins();
        arrivals.seen(at(30));
        arrivals.arrived(second);
        assertThat(until(ME)).isEqualTo(9);
        arrivals.arrived(first);
        assertThat(until(ME)).isEqualTo(29);
    }

    @Test
    void whatIsMissingHoldsItUntilSomebodyHasReadTheRowsPastIt() {
        arrivals.seen(at(10));
        arrivals.missing(arrivals.begins(), Set.of(ME));
        arrivals.seen(at(20));
        var report = arrivals.of(ME);
        assertThat(report.events().missing()).isTrue();
        assertThat(until(ME)).isEqualTo(9);

        arrivals.told(ME, report, new Beat(at(25), at(12)));
        assertThat(arrivals.of(ME).events().missing()).isTrue();
        arrivals.told(ME, arrivals.of(ME), new Beat(at(30), at(25)));
        assertThat(arrivals.of(ME).events().missing()).isTrue();
        arrivals.told(ME, arrivals.of(ME), new Beat(at(35), at(26)));
        assertThat(arrivals.of(ME).events().missing()).isFalse();
        assertThat(until(ME)).isEqualTo(34);
    }

    /** Its transaction may have begun after the beat did. */
    @Test
    void whatGoesMissingDuringABeatIsNotCoveredByIt() {
        arrivals.seen(at(10));
        arrivals.missing(arrivals.begins(), Set.of(ME));
        var report = arrivals.of(ME);
        arrivals.missing(arrivals.begins(), Set.of(ME));
        arrivals.told(ME, report, new Beat(at(25), at(100)));
        assertThat(arrivals.of(ME).events().missing()).isTrue();
        arrivals.told(ME, arrivals.of(ME), new Beat(at(40), at(100)));
        assertThat(arrivals.of(ME).events().missing()).isFalse();
    }

    @Test
    void whatAnotherWorkerOfTheProcessMissesIsItsOwn() {
        arrivals.seen(at(10));
        arrivals.missing(arrivals.begins(), Set.of(ME));
        arrivals.seen(at(20));
        assertThat(arrivals.of(MY_TWIN).events().missing()).isFalse();
        assertThat(until(MY_TWIN)).isEqualTo(19);
        assertThat(until(ME)).isEqualTo(9);
    }

    @Test
    void aWorkerThatLapsedHasNothingMore() {
        arrivals.seen(at(10));
        arrivals.missing(arrivals.begins(), Set.of(ME));
        arrivals.forget(ME);
        assertThat(arrivals.of(ME).events().missing()).isFalse();
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    private long until(int worker) {
        return arrivals.of(worker).events().until().getEpochSecond();
    }
}
