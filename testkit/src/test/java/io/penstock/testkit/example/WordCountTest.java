package io.penstock.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.db.job.State;
import io.penstock.testkit.HandlerKit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WordCountTest {

    @AutoClose
    private final HandlerKit kit = HandlerKit.of(new WordCount());

    @Test
    void theWordsOfATextAreCounted() {
        var job = kit.run(WordCount.KIND, new WordCount.Text("the quick brown fox"));

        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.result(job.id(), WordCount.KIND)).isEqualTo(new WordCount.Count(4));
    }

    @Test
    void aTextThatIsTooLongIsRefusedAtTheDoor() {
        var tooLong = new WordCount.Text("x".repeat(100_001));

        assertThatIllegalArgumentException().isThrownBy(() -> kit.submit(WordCount.KIND, tooLong));
    }
}
