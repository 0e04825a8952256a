package io.penstock.sandbox.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.SetClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalTest {

    private final SetClock clock = new SetClock();

    private static void visit(Journal journal, int number) {
        journal.arrived("openai", "/" + number, null, "{}".getBytes(UTF_8));
    }

    @Test
    void theOldestAreDroppedAndCounted() {
        var journal = new Journal(clock, 3);
        for (var i = 1; i <= 5; i++) {
            visit(journal, i);
        }

        assertThat(journal.entries()).extracting(Entry::path).containsExactly("/3", "/4", "/5");
        assertThat(journal.dropped()).isEqualTo(2);
    }

    @Test
    void aRequestIsThereBeforeItIsAnswered() {
        var journal = new Journal(clock);
        var visit = journal.arrived("openai", "/", "key-1", "abc".getBytes(UTF_8));

        var waiting = journal.entries().getFirst();
        assertThat(waiting.answeredAt()).isNull();
        assertThat(waiting.status()).isNull();

        visit.asks("gpt-5", true);
        clock.pass(Duration.ofSeconds(1));
        visit.speaks();
        clock.pass(Duration.ofSeconds(1));
        visit.fault("slow");
        visit.answered(200, true, 10, 20);

        var answered = journal.entries().getFirst();
        assertThat(answered)
                .isEqualTo(new Entry(
                        1,
                        "openai",
                        "/",
                        "gpt-5",
                        waiting.arrivedAt(),
                        waiting.arrivedAt().plusSeconds(1),
                        waiting.arrivedAt().plusSeconds(2),
                        200,
                        true,
                        true,
                        10,
                        20,
                        "key-1",
                        "slow",
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    @Test
    void numbersGoOnWhenItIsCleared() {
        var journal = new Journal(clock);
        visit(journal, 1);
        journal.clear();
        visit(journal, 2);

        assertThat(journal.entries()).extracting(Entry::number).containsExactly(2L);
    }
}
