package io.penstock.report.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Severity;
import org.junit.jupiter.api.Test;

class WorstTest {

    private static final Counts COUNTS = new Counts(1, 2, 3, 0, 9);

    @Test
    void theWorstGoFirst() {
        var worst = new Worst(COUNTS, 4);

        assertThat(worst.takes(Severity.INFO)).isFalse();
        assertThat(worst.takes(Severity.MEDIUM)).isTrue();
        assertThat(worst.takes(Severity.MEDIUM)).isFalse();
        assertThat(worst.takes(Severity.HIGH)).isTrue();
        assertThat(worst.takes(Severity.CRITICAL)).isTrue();
        assertThat(worst.takes(Severity.HIGH)).isTrue();
        assertThat(worst.leftOut()).isEqualTo(11);
    }

    @Test
    void whenThereIsRoomAllGo() {
        assertThat(new Worst(COUNTS, 15).leftOut()).isZero();
        assertThat(new Worst(COUNTS, 100).leftOut()).isZero();
        assertThat(new Worst(COUNTS, 100).takes(Severity.INFO)).isTrue();
        assertThat(new Worst(Counts.NONE, 0).leftOut()).isZero();
    }
}
