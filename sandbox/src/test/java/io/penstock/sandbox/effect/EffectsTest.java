package io.penstock.sandbox.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.SetClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EffectsTest {

    private static Deed deed(String kind, String object, @Nullable String key, @Nullable String job) {
        return Deed.payment("stripe", kind, object, key, job, 100, "eur");
    }

    @Test
    void whatIsDoneTwiceUnderOneKeyIsTold() {
        var effects = new Effects(new SetClock());
        effects.done(deed("charge", "pi_1", "k1", "7"));
        effects.done(deed("refund", "re_1", "k1", "7"));
        effects.done(deed("charge", "pi_2", "k2", "7"));
        assertThat(effects.summary().twice()).isEmpty();

        effects.done(deed("charge", "pi_3", "k1", null));
        effects.done(deed("charge", "pi_4", null, null));

        var summary = effects.summary();
        assertThat(summary.effects()).isEqualTo(5);
        assertThat(summary.keys()).isEqualTo(3);
        assertThat(summary.twice()).containsExactly(new Tally.Repeated("stripe", "charge", "k1", null, 2));
        assertThat(summary.jobsTwice()).containsExactly(new Tally.Repeated("stripe", "charge", "7", null, 2));
    }

    @Test
    void aMailToSeveralIsDoneOnceToEach() {
        var effects = new Effects(new SetClock());
        for (var recipient : List.of("a@mill.test", "b@mill.test", "c@mill.test")) {
            effects.done(Deed.mail("smtp", "1", "m1", "7", recipient));
        }
        assertThat(effects.summary().keys()).isEqualTo(3);
        assertThat(effects.summary().twice()).isEmpty();
        assertThat(effects.summary().jobsTwice()).isEmpty();

        effects.done(Deed.mail("smtp", "2", "m1", "8", "b@mill.test"));

        assertThat(effects.summary().twice())
                .containsExactly(new Tally.Repeated("smtp", "mail", "m1", "b@mill.test", 2));
        assertThat(effects.summary().jobsTwice()).isEmpty();
    }

    @Test
    void amongManyThoseThatWereDoneTwiceAreFound() {
        var effects = new Effects(new SetClock());
        for (var i = 0; i < 20_000; i++) {
            effects.done(Deed.mail("sendgrid", "o" + i, "m" + i, null, "a@mill.test"));
        }
        effects.done(Deed.mail("sendgrid", "again", "m19999", null, "a@mill.test"));

        var asked = System.nanoTime();
        var found = IntStream.range(0, 10_000)
                .map(i -> effects.summary().twice().size())
                .sum();

        assertThat(found).isEqualTo(10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void theyAreInPagesAndOfAKind() {
        var effects = new Effects(new SetClock());
        for (var i = 1; i <= 6; i++) {
            effects.done(deed(i % 2 == 0 ? "charge" : "refund", "o" + i, null, null));
        }

        assertThat(effects.after(2, 2, null)).extracting(Effect::number).containsExactly(3L, 4L);
        assertThat(effects.after(2, 9, "charge")).extracting(Effect::number).containsExactly(4L, 6L);
    }

    @Test
    void theOldestAreDroppedAndNoLongerCounted() {
        var effects = new Effects(new SetClock(), 2);
        for (var i = 1; i <= 4; i++) {
            effects.done(deed("charge", "o" + i, i < 3 ? "k1" : "k" + i, null));
        }

        assertThat(effects.all()).extracting(Effect::number).containsExactly(3L, 4L);
        assertThat(effects.summary().dropped()).isEqualTo(2);
        assertThat(effects.summary().keys()).isEqualTo(2);
        assertThat(effects.summary().twice()).isEmpty();
        effects.clear();
        assertThat(effects.summary().effects()).isZero();
    }
}
