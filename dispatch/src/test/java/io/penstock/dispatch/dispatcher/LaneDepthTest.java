package io.penstock.dispatch.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LaneDepthTest {

    private final List<CompletableFuture<Integer>> asked = new ArrayList<>();
    private int next;
    private boolean answersAtOnce = true;
    private int idle;
    private int askedForIdle;
    private long now;
    private final LaneDepth depth = new LaneDepth(4, 100, this::ask, this::idle, () -> now);

    private int idle() {
        askedForIdle++;
        return idle;
    }

    private CompletableFuture<Integer> ask() {
        var count = answersAtOnce ? CompletableFuture.completedFuture(next) : new CompletableFuture<Integer>();
        asked.add(count);
        return count;
    }

    @Test
    void theFirstLookCounts() {
        next = 30;

        assertThat(depth.room()).isEqualTo(70);
    }

    @Test
    void soManyMayAlwaysLieThere() {
        var steady = new LaneDepth(16, 16, this::ask, this::idle, () -> now);
        next = 12;
        for (int look = 0; look < 20; look++) {
            now += 60_000_000;
            assertThat(steady.room()).isEqualTo(4);
        }
        assertThat(asked).hasSize(20);
    }

    @Test
    void aQuietLaneIsNotCountedAgain() {
        depth.room();
        depth.dispatched(50);

        assertThat(depth.room()).isEqualTo(50);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aLaneIsSlowWhereFewAreTakenASecond() {
        depth.room();
        assertThat(depth.isSlow()).isTrue();
        for (int look = 0; look < 5; look++) {
            depth.dispatched(60);
            now += 200_000_000;
            depth.room();
        }
        assertThat(depth.isSlow()).isFalse();
    }

    @Test
    void dispatchGoesOnWhileACountIsUnderWay() {
        depth.room();
        answersAtOnce = false;
        depth.dispatched(60);

        assertThat(depth.room()).isEqualTo(40);
        depth.dispatched(20);
        assertThat(depth.room()).isEqualTo(20);
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatWasDispatchedDuringTheCountIsAddedToIt() {
        depth.room();
        answersAtOnce = false;
        depth.dispatched(60);
        depth.room();
        depth.dispatched(20);

        asked.getLast().complete(5);

        assertThat(depth.room()).isEqualTo(75);
    }

    @Test
    void aCountThatFailsIsAskedForAnew() {
        depth.room();
        answersAtOnce = false;
        depth.dispatched(60);
        depth.room();
        asked.getLast().completeExceptionally(new IllegalStateException("The database is away"));
        assertThatThrownBy(depth::room).isInstanceOf(CompletionException.class);

        answersAtOnce = true;
        next = 30;
        assertThat(depth.room()).isEqualTo(70);
    }

    @Test
    void aFullLaneIsCounted() {
        depth.room();
        next = 3;
        depth.dispatched(95);

        assertThat(depth.room()).isEqualTo(97);
    }

    @Test
    void nobodyWaitsForTheCountOfAFullLane() {
        depth.room();
        answersAtOnce = false;
        depth.dispatched(95);

        assertThat(depth.room()).isZero();
        asked.getLast().complete(3);
        assertThat(depth.room()).isEqualTo(97);
    }

    @Test
    void aFewAreNone() {
        next = 90;

        assertThat(depth.room()).isZero();
    }

    @Test
    void theWindowIsHalvedWhenMostOfItStays() {
        next = 90;
        depth.room();
        now += 99_000_000;
        depth.room();
        next = 45;
        assertThat(depth.room()).as("still 100").isEqualTo(55);
        next = 90;
        depth.dispatched(45);
        depth.room();
        now += 100_000_000;
        depth.room();
        next = 45;
        assertThat(depth.room()).as("50").isZero();
    }

    /** For ten seconds. */
    private void staysFull() {
        next = 100;
        for (int i = 0; i < 100; i++) {
            now += 100_000_000;
            depth.room();
        }
    }

    @Test
    void someOfTheWindowStaysHoweverSlowTheWorkersAre() {
        staysFull();
        next = 0;
        assertThat(depth.room()).isEqualTo(8);
    }

    @Test
    void idleSlotsHaveAPlaceInTheWindow() {
        idle = 200;
        staysFull();
        next = 0;
        assertThat(depth.room()).as("twice a quarter of them").isEqualTo(100);
    }

    @Test
    void aQuietLaneIsNotAskedForIdleSlots() {
        depth.room();
        int before = askedForIdle;
        for (int i = 0; i < 100; i++) {
            now += 100_000_000;
            depth.room();
        }
        assertThat(askedForIdle).isEqualTo(before);
    }

    @Test
    void onceTheSlotsAreBusyTheWindowIsAsSmallAsEver() {
        idle = 200;
        staysFull();
        idle = 0;
        staysFull();
        next = 0;
        assertThat(depth.room()).isEqualTo(8);
    }

    @Test
    void theWindowDoublesUpToTheMostWhenTheWorkersTakeHalfOfIt() {
        staysFull();
        next = 0;
        for (int most : new int[] {8, 16, 32, 64, 100, 100}) {
            assertThat(depth.room()).isEqualTo(most);
            depth.dispatched(most);
        }
    }

    private LaneDepth filled() {
        var large = new LaneDepth(4, 4000, this::ask, this::idle, () -> now);
        assertThat(large.room()).isEqualTo(250);
        large.dispatched(250);
        next = 240;
        assertThat(large.room()).isZero();
        return large;
    }

    private int roomWhenLeft(int left, LaneDepth large, long afterMillis) {
        now += afterMillis * 1_000_000;
        next = left;
        return large.room();
    }

    @Test
    void theWindowStaysAsItIsWhenALaneWasEmptyAndIsFilled() {
        assertThat(filled().room()).isZero();
    }

    @Test
    void theWindowDoublesWhenTheWorkersSoonTakeMuchOfIt() {
        assertThat(roomWhenLeft(20, filled(), 100)).as("500").isEqualTo(480);
    }

    @Test
    void theWindowStaysAsItIsWhenTheyTakeTheirTime() {
        assertThat(roomWhenLeft(4, filled(), 500)).as("250").isEqualTo(246);
    }

    @Test
    void theWindowIsHalvedWhenWhatIsLeftLastsTooLong() {
        assertThat(roomWhenLeft(20, filled(), 500)).as("125").isEqualTo(105);
    }

    @Test
    void theFasterTheyAreTheLongerItMayLast() {
        var large = filled();
        assertThat(roomWhenLeft(60, large, 10)).as("500").isEqualTo(440);
        large.dispatched(440);
        assertThat(roomWhenLeft(150, large, 5)).as("1,000").isEqualTo(850);
    }

    @Test
    void betweenCountsItGoesByThePace() {
        next = 80;
        depth.room();
        roomWhenLeft(40, depth, 10);
        depth.dispatched(60);
        answersAtOnce = false;
        assertThat(depth.room()).isZero();
        now += 5_000_000;
        assertThat(depth.room()).as("4 a millisecond").isEqualTo(20);
    }

    @Test
    void thePaceIsTrustedForAMoment() {
        next = 80;
        depth.room();
        roomWhenLeft(76, depth, 10);
        depth.dispatched(24);
        answersAtOnce = false;
        now += 50_000_000;
        assertThat(depth.room()).isEqualTo(20);
        now += 1_000_000_000;
        assertThat(depth.room()).isEqualTo(20);
    }

    @Test
    void afterAQuietSecondTheWindowBeginsAnew() {
        var large = filled();
        large.dispatched(roomWhenLeft(20, large, 100));
        now += 1_000_000_000;
        next = 0;
        assertThat(large.room()).as("250").isEqualTo(250);
    }
}
