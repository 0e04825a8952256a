package io.penstock.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EstimateTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Estimate estimate = new Estimate();

    @Test
    void theFilesThatAreLeftTakeAsLongAsThoseThatWereLookedAt() {
        assertThat(estimate.left(100, 40, 40, 0)).isEmpty();
        assertThat(estimate.left(100, 50, 40, 5 * SECOND)).contains(Duration.ofSeconds(25));
        assertThat(estimate.left(100, 100, 40, 30 * SECOND)).contains(Duration.ZERO);
    }

    @Test
    void nothingIsSaidTooEarlyNorWithoutAnyFile() {
        assertThat(estimate.left(100, 0, 0, 0)).isEmpty();
        assertThat(estimate.left(100, 10, 0, SECOND)).isEmpty();
        assertThat(estimate.left(100, 10, 10, 10 * SECOND)).isEmpty();
    }
}
