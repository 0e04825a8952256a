package io.penstock.api.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.source.SourceRefused;
import io.penstock.store.StoreUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LooksTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int ADA = 1;
    private static final int BOB = 2;
    private static final int EVE = 3;

    @Test
    void aTenantHasHalfOfTheSeats() throws Exception {
        var seats = new Seats(3);
        assertThat(seats.take(ADA, LONG)).isTrue();
        assertThat(seats.take(ADA, LONG)).isTrue();
        assertThat(seats.take(ADA, Duration.ZERO)).isFalse();
        assertThat(seats.take(BOB, LONG)).isTrue();
        assertThat(seats.take(EVE, Duration.ZERO)).isFalse();
        seats.leave(ADA);
        assertThat(seats.take(EVE, LONG)).isTrue();
        seats.leave(BOB);
        assertThat(seats.take(ADA, LONG)).isTrue();
    }

    @Test
    void whoWaitsGetsTheSeatThatIsLeft() throws Exception {
        var seats = new Seats(1);
        seats.take(ADA, LONG);
        var waiting = new CompletableFuture<Boolean>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                waiting.complete(seats.take(BOB, Duration.ofDays(1)));
            } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        seats.leave(ADA);
        assertThat(waiting).succeedsWithin(LONG).isEqualTo(true);
    }

    @Test
    void whatIsWrongIsToldAndTheSeatIsFreeAgain() throws Exception {
        var looks = new Looks(new Seats(1), LONG, LONG);
        assertThatThrownBy(() -> looks.look(ADA, () -> {
                    throw new SourceRefused("archive_broken", "/source/artifact", "It is broken.");
                }))
                .isInstanceOf(SourceRefused.class);
        assertThatThrownBy(() -> looks.look(ADA, () -> {
                    throw new StoreUnavailable("It is away", null);
                }))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> looks.look(ADA, () -> {
                    throw new IOException("No room");
                }))
                .isInstanceOf(IOException.class);
        assertThat(looks.look(ADA, () -> {})).isTrue();
    }

    @Test
    void whatTakesTooLongIsStopped() throws Exception {
        var looks = new Looks(new Seats(1), LONG, Duration.ofMillis(50));
        var never = new CountDownLatch(1);
        var stopped = new CompletableFuture<Boolean>();
        assertThat(looks.look(ADA, () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        stopped.complete(true);
                        throw e;
                    }
                }))
                .isTrue();
        assertThat(stopped).succeedsWithin(LONG);
        assertThat(looks.look(ADA, () -> {})).isTrue();
    }

    @Test
    void whoFindsNoSeatDoesNotLook() throws Exception {
        var seats = new Seats(1);
        seats.take(ADA, LONG);
        var looked = new CompletableFuture<Boolean>();
        assertThat(new Looks(seats, Duration.ZERO, LONG).look(BOB, () -> looked.complete(true)))
                .isFalse();
        assertThat(looked).isNotDone();
    }
}
