package io.penstock.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {

    @ParameterizedTest(name = "{1} of {0}")
    @CsvSource({"1, 1", "2, 1", "8, 4", "16, 4", "64, 8", "200, 25", "100000, 1000"})
    void aPollBringsAnEighthOfTheSlotsOrOfFewHalf(int all, int poll) {
        assertThat(new Slots(all).poll()).isEqualTo(poll);
    }
}
