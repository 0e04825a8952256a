package io.penstock.testkit.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.db.job.State;
import io.penstock.testkit.HandlerKit;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.EffectRefused;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The parts of a handler that docs/handlers.md shows one by one. */
class MailTest {

    record Letter(@NotEmpty List<String> to) {}

    record Sent(int mails) {}

    record Receipt(String id) {}

    private final List<String> outbox = new ArrayList<>();

    @AutoClose
    private final HandlerKit kit = HandlerKit.of(new Mail());

    final class Mail implements Handler<Letter, Sent> {

        static final Kind<Letter, Sent> KIND = new Kind<>(
                "test.mail",
                "Sends a letter to many.",
                Lane.EMAIL,
                Letter.class,
                Sent.class,
                RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(5)),
                Duration.ofMinutes(10));

        @Override
        public Kind<Letter, Sent> kind() {
            return KIND;
        }

        @Override
        public Answer<Sent> run(Letter letter, Run run) throws Exception {
            for (var to : letter.to()) {
                run.effect(Effect.once("mail-" + to, Receipt.class, key -> send(to, key)));
                run.progress(outbox.size(), (long) letter.to().size(), null);
            }
            return Answer.done(new Sent(letter.to().size()));
        }

        private Receipt send(String to, String key) throws EffectRefused {
            if (outbox.size() == 2) {
                outbox.add("the server was full");
                throw EffectRefused.retryable("mailbox_busy", "The mail server asks to come back later.");
            }
            outbox.add(to);
            return new Receipt(key);
        }
    }

    @Test
    void aRetriedLetterGoesOnWhereItStopped() {
        var id = kit.submit(Mail.KIND, new Letter(List.of("a@example.com", "b@example.com", "c@example.com")));

        assertThat(kit.attempt(id).state()).isEqualTo(State.RETRYING);
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(outbox).containsExactly("a@example.com", "b@example.com", "the server was full", "c@example.com");
    }
}
