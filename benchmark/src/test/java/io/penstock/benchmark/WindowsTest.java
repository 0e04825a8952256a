package io.penstock.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.benchmark.Windows.Use;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static List<Use> every(int micros, int uses, long permits) {
        return IntStream.range(0, uses)
                .mapToObj(i -> new Use((long) i * micros, permits))
                .toList();
    }

    @Test
    void whatIsUsedAsSoonAsItIsThereIsUsedWholly() {
        assertThat(Windows.of(every(100_000, 51, 10), 100, SECOND).used()).isCloseTo(1, within(0.001));
    }

    @Test
    void soIsWhatIsUsedAllAtOnce() {
        assertThat(Windows.of(every(1_000_000, 6, 100), 100, SECOND).used()).isCloseTo(1, within(0.001));
    }

    @Test
    void aPauseOfATenthOfAPeriodLeavesATenthUnused() {
        assertThat(Windows.of(every(1_100_000, 11, 100), 100, SECOND).used()).isCloseTo(1 / 1.1, within(0.01));
    }

    @Test
    void aWindowThatBeginsBetweenUsesMayHoldTooMuch() {
        var windows =
                Windows.of(List.of(new Use(900_000, 60), new Use(1_899_999, 41), new Use(2_899_999, 60)), 100, SECOND);
        assertThat(windows.most()).isEqualTo(101);
        assertThat(windows.violations()).isEqualTo(1);
        assertThat(windows.total()).isEqualTo(161);
    }
}
