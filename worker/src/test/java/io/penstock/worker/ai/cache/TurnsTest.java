package io.penstock.worker.ai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.db.cache.Askings;
import io.penstock.db.cache.QuestionKey;
import io.penstock.db.testing.TestDatabase;
import io.penstock.worker.ai.cache.Turn.Mine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class TurnsTest {

    private static final Duration HOLD = Duration.ofSeconds(2);
    private static final QuestionKey KEY =
            QuestionKey.of(Json.mapper().createObjectNode().put("q", "a"));

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Askings askings = new Askings(test.database());

    @AutoClose
    private final Turns here = new Turns(askings, HOLD, 2);

    @AutoClose
    private final Turns there = new Turns(askings, HOLD, 2);

    private static CompletableFuture<Turn> taking(Turns turns) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return turns.take(KEY);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    private int rows(String where) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM ai_asking WHERE " + where)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void anotherProcessTakesOverFromOneThatIsLost() throws Exception {
        here.take(KEY);
        here.close();

        assertThat(taking(there).join()).isInstanceOf(Turn.Over.class);
        assertThat(there.take(KEY)).isInstanceOf(Mine.class);
    }

    @Test
    void whoAsksForLongKeepsItsTurn() throws Exception {
        var mine = (Mine) here.take(KEY);
        test.jdbi().useHandle(handle -> handle.execute("CREATE TABLE first AS SELECT until FROM ai_asking"));
        var other = taking(there);

        await().until(() -> rows("until > (SELECT until + interval '2 seconds' FROM first)") == 1);
        assertThat(other).isNotDone();
        mine.asking().over(true);
        assertThat(other.join()).isInstanceOf(Turn.Over.class);
    }

    @Test
    void whenItIsOverNothingIsLeft() throws Exception {
        for (int i = 0; i < 3; i++) {
            ((Mine) here.take(KEY)).asking().over(true);
            await().until(() -> rows("true") == 0);
        }
        assertThat(there.take(KEY)).isInstanceOf(Mine.class);
    }

    @Test
    void thoseHereWaitUntilTheRowIsGone() throws Exception {
        var mine = (Mine) here.take(KEY);
        var next = taking(here);
        await().until(() -> here.waitingHere() == 1);

        test.jdbi().useTransaction(handle -> {
            handle.execute("SELECT FROM ai_asking FOR UPDATE");
            mine.asking().over(true);
            test.awaitWaiter();
            assertThat(next).isNotDone();
        });

        assertThat(next.join()).isInstanceOf(Turn.Over.class);
        assertThat(here.take(KEY)).isInstanceOf(Mine.class);
    }

    @Test
    void whenPostgresDoesNotAnswerEachAsksForItself() throws Exception {
        test.jdbi().useHandle(handle -> handle.execute("DROP TABLE ai_asking"));

        assertThat(here.take(KEY)).isInstanceOf(Turn.Alone.class);
        assertThat(here.take(KEY)).isInstanceOf(Turn.Alone.class);
    }

    @Test
    void thoseWhoWaitedAskForThemselvesTooWhenPostgresDoesNotAnswer() {
        var both = test.jdbi().inTransaction(handle -> {
            handle.execute("LOCK TABLE ai_asking");
            var turns = List.of(taking(here), taking(here));
            await().until(() -> here.waitingHere() == 1);
            test.awaitWaiter();
            handle.execute("DROP TABLE ai_asking");
            return turns;
        });

        assertThat(both).extracting(CompletableFuture::join).hasOnlyElementsOfType(Turn.Alone.class);
    }
}
