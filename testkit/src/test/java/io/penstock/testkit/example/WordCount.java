package io.penstock.testkit.example;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;

/** Counts the words of a text. */
public final class WordCount implements Handler<WordCount.Text, WordCount.Count> {

    public record Text(@NotNull @Size(max = 100_000) String text) {}

    public record Count(int words) {}

    public static final Kind<Text, Count> KIND = new Kind<>(
            "text.count",
            "Counts the words of a text.",
            Lane.ANALYSIS,
            Text.class,
            Count.class,
            RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            Duration.ofSeconds(30));

    @Override
    public Kind<Text, Count> kind() {
        return KIND;
    }

    @Override
    public Answer<Count> run(Text payload, Run run) {
        var words = payload.text().strip().split("\\s+", -1);
        run.progress(words.length, (long) words.length, "counted");
        return Answer.done(new Count(words.length));
    }
}
