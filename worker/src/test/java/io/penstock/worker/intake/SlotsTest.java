package io.penstock.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dispatch.lane.Lanes.Track;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {

    private final Slots slots = new Slots(16);
    private final Slots.Part main = slots.of(Track.MAIN).orElseThrow();
    private final Slots.Part fast = slots.of(Track.FAST).orElseThrow();

    @ParameterizedTest(name = "{1} of {0}")
    @CsvSource({"1, 1", "2, 1", "8, 4", "16, 4", "64, 8", "200, 25", "100000, 1000"})
    void aPollBringsAnEighthOfTheSlotsOrOfFewHalf(int all, int poll) {
        assertThat(new Slots(all).of(Track.MAIN).orElseThrow().poll()).isEqualTo(poll);
    }

    /** How many attempts begin until no slot is left. */
    private static int fill(Slots.Part part) throws InterruptedException {
        int begun = 0;
        while (part.take(1, Duration.ZERO)) {
            part.occupy();
            begun++;
        }
        return begun;
    }

    @ParameterizedTest(name = "{1} beside {0}")
    @CsvSource({"16, 1", "31, 1", "64, 4"})
    void manySlotsHaveAFewBesideThemForTheFastTrack(int all, int more) throws InterruptedException {
        var many = new Slots(all);
        assertThat(fill(many.of(Track.MAIN).orElseThrow())).isEqualTo(all);
        assertThat(fill(many.of(Track.FAST).orElseThrow())).isEqualTo(more);
        assertThat(many.busy()).isEqualTo(all + more);
    }

    @Test
    void fewSlotsHaveNoFastTrack() {
        assertThat(new Slots(15).of(Track.FAST)).isEmpty();
    }

    /** It polls nearly always. */
    @Test
    void aPollOfTheFastTrackHoldsNoneOfTheOthersSlots() throws InterruptedException {
        assertThat(fast.take(1, Duration.ZERO)).isTrue();
        assertThat(fill(main)).isEqualTo(16);
        fast.giveBack(1);
        assertThat(fast.free()).isEqualTo(1);
    }

    @Test
    void anAttemptOfTheFastTrackHasOneOfTheOthersIfItCan() throws InterruptedException {
        assertThat(fast.take(1, Duration.ZERO)).isTrue();
        fast.occupy();
        assertThat(fill(main)).isEqualTo(15);
        assertThat(fill(fast)).isEqualTo(1);
        main.vacate();
        assertThat(main.free()).isZero();
        assertThat(fast.free()).isEqualTo(1);
        fast.vacate();
        assertThat(fill(main)).isEqualTo(1);
        assertThat(fast.free()).isEqualTo(1);
    }

    @Test
    void theFastTrackMayHaveThemAll() throws InterruptedException {
        assertThat(fill(fast)).isEqualTo(17);
        assertThat(main.free()).isZero();
        assertThat(main.take(1, Duration.ZERO)).isFalse();
        fast.vacate();
        fast.vacate();
        assertThat(main.take(2, Duration.ZERO)).isFalse();
        assertThat(main.take(1, Duration.ZERO)).isTrue();
    }

    @Test
    void busyAreThoseWhoseAttemptIsNotOver() throws InterruptedException {
        assertThat(main.take(2, Duration.ZERO)).isTrue();
        assertThat(slots.busy()).isZero();
        main.occupy();
        main.giveBack(1);
        assertThat(slots.busy()).isEqualTo(1);
        main.vacate();
        assertThat(slots.busy()).isZero();
        assertThat(fill(main)).isEqualTo(16);
    }
}
