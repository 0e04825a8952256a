package io.penstock.db.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsualWeightsTest {

    private final UsualWeights weights = new UsualWeights();

    @Test
    void beforeTheFirstJobEachMayTakeOne() {
        assertThat(weights.jobsFor("tokens", 1000)).isEqualTo(1000);
    }

    @Test
    void ofJobsThatTakeFiftyNoMoreAreReadThanMayGoAndSomeToSpare() {
        weights.took("tokens", 1000, 20);
        assertThat(weights.jobsFor("tokens", 1000)).isEqualTo(38);
        assertThat(weights.jobsFor("calls", 1000)).isEqualTo(1000);
    }

    @Test
    void neverMoreThanThereArePermits() {
        weights.took("tokens", 1000, 20);
        assertThat(weights.jobsFor("tokens", 3)).isEqualTo(3);
        assertThat(weights.jobsFor("tokens", 0)).isZero();
    }

    @Test
    void whatJobsTakeNowIsLearned() {
        weights.took("tokens", 1000, 20);
        for (int look = 0; look < 40; look++) {
            weights.took("tokens", 1000, 1000);
        }
        assertThat(weights.jobsFor("tokens", 1000)).isEqualTo(1000);
    }
}
