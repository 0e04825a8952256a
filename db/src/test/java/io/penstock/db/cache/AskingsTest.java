package io.penstock.db.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AskingsTest {

    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final QuestionKey KEY =
            QuestionKey.of(Json.mapper().createObjectNode().put("q", "a"));

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Askings askings = new Askings(test.database());
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    private void pass(Duration time) {
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE ai_asking SET until = until - make_interval(secs => ?)", time.toSeconds()));
    }

    @Test
    void aQuestionIsAskedByOneAtATime() {
        assertThat(askings.open(List.of(KEY))).isEmpty();
        assertThat(askings.take(KEY, first, HOLD)).isTrue();
        assertThat(askings.take(KEY, second, HOLD)).isFalse();
        assertThat(askings.open(List.of(KEY))).containsExactly(KEY);

        askings.leave(KEY, first);
        assertThat(askings.take(KEY, second, HOLD)).isTrue();
    }

    @Test
    void anotherTakesOverFromOneThatIsLost() {
        askings.take(KEY, first, HOLD);
        pass(HOLD);

        assertThat(askings.open(List.of(KEY))).isEmpty();
        assertThat(askings.take(KEY, second, HOLD)).isTrue();
        askings.goOn(Map.of(KEY, first), HOLD);
        askings.leave(KEY, first);
        assertThat(askings.take(KEY, first, HOLD)).isFalse();
    }

    @Test
    void whoGoesOnIsNotLost() {
        askings.take(KEY, first, HOLD);
        pass(HOLD.minusSeconds(5));
        askings.goOn(Map.of(KEY, first), HOLD);
        pass(HOLD.minusSeconds(5));

        assertThat(askings.take(KEY, second, HOLD)).isFalse();
    }

    @Test
    void whatALostOneLeftIsPruned() {
        askings.take(KEY, first, HOLD);
        askings.prune();
        assertThat(askings.open(List.of(KEY))).hasSize(1);
        pass(Duration.ofHours(2));
        askings.prune();
        int left = test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM ai_asking")
                        .mapTo(Integer.class)
                        .one());
        assertThat(left).isZero();
    }
}
