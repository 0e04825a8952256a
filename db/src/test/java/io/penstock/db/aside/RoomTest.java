package io.penstock.db.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.db.aside.Room.Share;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RoomTest {

    private final Room room = new Room(100 * 1024);

    private static Share waited(Room room, long bytes) {
        try {
            return room.take(bytes);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsTakenIsNotThereForOthers() throws Exception {
        var share = room.tryTake(60 * 1024).orElseThrow();
        assertThat(room.tryTake(41 * 1024)).isEmpty();
        assertThat(share.tryGrow(41 * 1024, Duration.ZERO)).isFalse();
        assertThat(share.mayGrow(40 * 1024)).isTrue();
        assertThat(share.mayGrow(41 * 1024)).isFalse();
        assertThat(share.tryGrow(40 * 1024, Duration.ZERO)).isTrue();
        assertThat(room.tryTake(1)).isEmpty();
        share.close();
        share.close();
        assertThat(room.tryTake(100 * 1024)).isPresent();
        assertThat(room.tryTake(1)).isEmpty();
    }

    @Test
    void whoWaitsGetsItWhenItIsFree() {
        var share = room.tryTake(60 * 1024).orElseThrow();
        var second = CompletableFuture.supplyAsync(() -> waited(room, 50 * 1024), Thread::startVirtualThread);
        assertThat(second).isNotDone();
        share.close();
        second.join().close();
        assertThat(room.tryTake(room.size())).isPresent();
    }

    @Test
    void whoHasPatienceGetsItWhenItIsFree() throws Exception {
        try (var share = room.tryTake(60 * 1024, Duration.ZERO).orElseThrow()) {
            assertThat(room.tryTake(50 * 1024, Duration.ofMillis(1))).isEmpty();
            var other = room.tryTake(40 * 1024).orElseThrow();
            Thread.startVirtualThread(other::close);
            assertThat(share.tryGrow(40 * 1024, Duration.ofMinutes(1))).isTrue();
            assertThat(room.tryTake(1)).isEmpty();
        }
        assertThat(room.tryTake(room.size())).isPresent();
    }

    @Test
    void moreThanThereCanBeIsAllThereIs() {
        try (var _ = waited(room, Long.MAX_VALUE / 2)) {
            assertThat(room.tryTake(1)).isEmpty();
        }
        assertThat(room.tryTake(room.size())).isPresent();
    }

    @Test
    void itIsAPartOfTheHeapUnlessSomebodySays() {
        assertThat(new AsideSettings(null).room().size())
                .isBetween(
                        Runtime.getRuntime().maxMemory() / 10 - 1024,
                        Runtime.getRuntime().maxMemory() / 10);
        assertThat(new AsideSettings(DataSize.ofMegabytes(3)).room().size()).isEqualTo(3 << 20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AsideSettings(DataSize.ofKilobytes(255)))
                .withMessage("penstock.aside.in-memory must be at least 256KB, not 261120B");
    }
}
