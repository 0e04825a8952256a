package io.penstock.db.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UsageTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long NOW = 1_800_000_000_000_000L;

    private record Grant(long at, long permits) {}

    @Test
    void atFirstAllIsLeft() {
        assertThat(Usage.NONE.left(NOW, 100, SECOND)).isEqualTo(100);
        assertThat(Usage.NONE.atOnce(NOW, 100, SECOND, 10)).isEqualTo(10);
        assertThat(Usage.NONE.leftAt(NOW, 1, 100, SECOND, 10)).isEqualTo(NOW);
    }

    @Test
    void whatWasUsedComesBackAPeriodLater() {
        var used = Usage.NONE.using(NOW, 100, 100, SECOND, 100);
        assertThat(used.left(NOW + 999_999, 100, SECOND)).isZero();
        assertThat(used.left(NOW + 1_000_000, 100, SECOND)).isEqualTo(100);
        assertThat(used.leftAt(NOW, 1, 100, SECOND, 100)).isEqualTo(NOW + 1_000_000);
    }

    @Test
    void atOnceNoMoreGoesThanTheBurstAndThenItGrowsAgain() {
        var used = Usage.NONE.using(NOW, 10, 100, SECOND, 10);
        assertThat(used.left(NOW, 100, SECOND)).isEqualTo(90);
        assertThat(used.atOnce(NOW, 100, SECOND, 10)).isZero();
        assertThat(used.atOnce(NOW + 50_000, 100, SECOND, 10)).isEqualTo(5);
        assertThat(used.atOnce(NOW + 500_000, 100, SECOND, 10)).isEqualTo(10);
        assertThat(used.leftAt(NOW, 5, 100, SECOND, 10)).isEqualTo(NOW + 50_000);
    }

    @Test
    void whatWasNotNeededIsGivenBackWhereItWasUsed() {
        var used = Usage.NONE.using(NOW, 60, 100, SECOND, 100).using(NOW + 500_000, 40, 100, SECOND, 100);
        var back = used.givingBack(NOW, 50, SECOND);
        assertThat(back.left(NOW + 500_000, 100, SECOND)).isEqualTo(50);
        assertThat(back.left(NOW + 1_000_000, 100, SECOND)).isEqualTo(60);
        assertThat(used.givingBack(NOW, 500, SECOND).left(NOW + 500_000, 100, SECOND))
                .isEqualTo(60);
        assertThat(used.givingBack(NOW + 250_000, 10, SECOND)).isEqualTo(used);
        assertThat(used.givingBack(NOW + 750_000, 10, SECOND)).isEqualTo(used);
    }

    @Test
    void whatWasNotNeededMayBeUsedAtOnceAgain() {
        var used = Usage.NONE.using(NOW, 10, 100, SECOND, 10).givingBack(NOW, 4, SECOND);
        assertThat(used.atOnce(NOW, 100, SECOND, 10)).isEqualTo(4);
        assertThat(used.atOnce(NOW + 500_000, 100, SECOND, 10)).isEqualTo(10);
    }

    @Test
    void aClockThatIsSetBackGivesNothingBack() {
        var used = Usage.NONE.using(NOW, 60, 100, SECOND, 100);
        assertThat(used.left(NOW - 5_000_000, 100, SECOND)).isEqualTo(40);
        assertThat(used.using(NOW - 5_000_000, 40, 100, SECOND, 100).left(NOW + 999_999, 100, SECOND))
                .isZero();
    }

    @Test
    void whatIsStoredIsReadAgain() {
        var used = Usage.NONE.using(NOW, 10, 100, SECOND, 20).using(NOW + 100_000, 5, 100, SECOND, 20);
        assertThat(Usage.unpack(used.pack())).isEqualTo(used);
        assertThat(Usage.unpack(new byte[0])).isEqualTo(Usage.NONE);
    }

    @Test
    void theRowStaysShortHoweverOftenPermitsAreUsed() {
        var used = Usage.NONE;
        for (int i = 0; i < 5000; i++) {
            used = used.using(NOW + i * 1000L, 1, 5000, SECOND, 5000);
        }
        assertThat(used.used().size()).isLessThanOrEqualTo(257);
    }

    /** Grants at odd times, as many as there are permits: no stretch of a period has more than the limit, and little is left over. */
    @Test
    void noStretchOfAPeriodHasMoreThanTheLimit() {
        long permits = 1000;
        for (long burst : new long[] {1000, 50}) {
            var random = new Random(burst);
            var grants = new ArrayList<Grant>();
            var used = Usage.NONE;
            long total = 0;
            long now = NOW;
            while (now < NOW + 20_000_000) {
                long left = Math.min(used.left(now, permits, SECOND), (long) used.atOnce(now, permits, SECOND, burst));
                used = used.using(now, left, permits, SECOND, burst);
                grants.add(new Grant(now, left));
                total += left;
                now += 500 + random.nextInt(12_000);
            }
            for (var first : grants) {
                assertThat(grants.stream()
                                .filter(g -> g.at >= first.at && g.at < first.at + 1_000_000)
                                .mapToLong(Grant::permits)
                                .sum())
                        .isLessThanOrEqualTo(permits);
            }
            assertThat(total).isGreaterThan((long) (20 * permits * 0.98));
        }
    }
}
