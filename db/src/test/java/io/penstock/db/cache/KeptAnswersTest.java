package io.penstock.db.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.db.cache.KeptAnswers.NewAnswer;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class KeptAnswersTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final QuestionKey A = key("{\"q\": \"a\"}");
    private static final QuestionKey B = key("{\"q\": \"b\"}");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final KeptAnswers answers = new KeptAnswers(test.database());

    private static QuestionKey key(String json) {
        return QuestionKey.of(Json.mapper().readTree(json));
    }

    private boolean keep(QuestionKey key, int tenant, String model, String text) {
        return answers.keep(new NewAnswer(key, tenant, "ai.generate", model, text, 1_500L), DAY);
    }

    private List<String> texts(int tenant, QuestionKey... keys) {
        return answers.find(tenant, List.of(keys), Map.of()).stream()
                .map(KeptAnswer::text)
                .toList();
    }

    @Test
    void theOrderOfFieldsDoesNotCount() {
        assertThat(key("{\"a\": {\"x\": 1, \"y\": [2, 3]}, \"b\": 1}"))
                .isEqualTo(key("{\"b\":1,\"a\":{\"y\":[2,3],\"x\":1}}"))
                .isNotEqualTo(key("{\"b\":1,\"a\":{\"y\":[3,2],\"x\":1}}"));
    }

    @Test
    void anAnswerIsFoundByItsTenantAlone() {
        assertThat(keep(A, 1, "m", "words")).isTrue();

        assertThat(answers.find(1, List.of(A, B), Map.of())).singleElement().satisfies(found -> {
            assertThat(found.key()).isEqualTo(A);
            assertThat(found.text()).isEqualTo("words");
            assertThat(found.cost()).isEqualTo(1_500L);
        });
        assertThat(texts(2, A)).isEmpty();
    }

    @Test
    void aTextThatTheCallerHasIsNotSentAgain() {
        keep(A, 1, "m", "words");
        var had = Map.of(A, answers.find(1, List.of(A), Map.of()).getFirst().storedAt());

        assertThat(answers.find(1, List.of(A), had).getFirst().text()).isNull();
        keep(A, 1, "m", "other words");
        assertThat(answers.find(1, List.of(A), had).getFirst().text()).isEqualTo("other words");
    }

    @Test
    void anAnswerIsKeptForItsTime() {
        keep(A, 1, "m", "words");
        test.jdbi()
                .useHandle(handle -> handle.execute("UPDATE ai_cache SET stored_at = stored_at - interval '2 days',"
                        + " expires_at = expires_at - interval '2 days'"));
        keep(B, 1, "m", "words");

        assertThat(texts(1, A)).isEmpty();
        assertThat(answers.load(1)).isEqualTo(new CacheLoad(1, 5));
        assertThat(answers.prune(10)).isEqualTo(1);
        assertThat(answers.prune(10)).isZero();
    }

    @Test
    void whatIsTooLongOrCannotBeStoredIsNotKept() {
        assertThat(keep(A, 1, "m", "é".repeat(KeptAnswers.LONGEST / 2))).isTrue();
        assertThat(keep(B, 1, "m", "é".repeat(KeptAnswers.LONGEST / 2) + "e")).isFalse();
        assertThat(keep(B, 1, "m", "a\0b")).isFalse();
        assertThat(texts(1, B)).isEmpty();
    }

    @Test
    void aTenantDeletesItsOwn() {
        keep(A, 1, "m", "words");
        keep(B, 1, "n", "words");
        keep(key("{}"), 2, "m", "words");

        assertThat(answers.delete(1, "ai.analyze", null)).isZero();
        assertThat(answers.delete(1, "ai.generate", "m")).isEqualTo(1);
        assertThat(texts(1, A, B)).hasSize(1);
        assertThat(answers.delete(1, null, null)).isEqualTo(1);
        assertThat(answers.load(1)).isEqualTo(new CacheLoad(0, 0));
        assertThat(answers.load(2).entries()).isEqualTo(1);
    }
}
