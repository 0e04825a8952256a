package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EndsTest {

    private long now;
    private final Ends ends = new Ends(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void waitFor(Duration time, double part) {
        ends.nextLook();
        pass(time);
        ends.cameBack(part);
    }

    @Test
    void looksOftenWhenNothingIsKnown() {
        assertThat(ends.nextLook()).isEqualTo(Duration.ofMillis(4));
    }

    @Test
    void jobsThatAllEndTogetherTellHowLongTheyTake() {
        waitFor(Duration.ofSeconds(4), 1);
        assertThat(ends.nextLook()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void soDoJobsThatEndOneAfterTheOther() {
        waitFor(Duration.ofMillis(400), 0.1);
        assertThat(ends.nextLook()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void whatTakesLongerThanItDidIsLookedAtLessOften() {
        waitFor(Duration.ofSeconds(4), 1);
        ends.nextLook();
        pass(Duration.ofSeconds(8));
        assertThat(ends.nextLook()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aTimeInWhichNothingWaitedTellsNothing() {
        waitFor(Duration.ofSeconds(4), 1);
        pass(Duration.ofHours(1));
        ends.cameBack(1);
        assertThat(ends.nextLook()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void looksNowAndThenHoweverLongItTakes() {
        ends.nextLook();
        pass(Duration.ofHours(1));
        assertThat(ends.nextLook()).isEqualTo(Duration.ofMillis(320));
    }
}
