package io.penstock.sandbox.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.SetClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EffectsTest {

    private static Deed deed(String kind, String object, @Nullable String key, @Nullable String job) {
        return new Deed("stripe", kind, object, key, job, 100L, "eur");
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
        assertThat(summary.twice()).containsExactly(new Tally.Repeated("stripe", "charge", "k1", 2));
        assertThat(summary.jobsTwice()).containsExactly(new Tally.Repeated("stripe", "charge", "7", 2));
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
