package io.penstock.worker.ai.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.penstock.db.cache.KeptAnswer;
import io.penstock.db.cache.KeptAnswers;
import io.penstock.db.cache.KeptAnswers.NewAnswer;
import io.penstock.db.cache.QuestionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers that were given before. Their rows are in Postgres, and each look asks for them, so one that was deleted is given by nobody any
 * more; their texts are also in memory, which spares the way for them.
 */
public final class AnswerCache {

    /** What an entry takes besides its text, about. */
    private static final int ENTRY = 500;

    private final KeptAnswers answers;
    private final Duration ttl;
    private final Cache<QuestionKey, Text> texts;

    /** @param memory how many bytes of texts stay in memory */
    public AnswerCache(KeptAnswers answers, Duration ttl, long memory) {
        this.answers = answers;
        this.ttl = ttl;
        this.texts = Caffeine.newBuilder()
                .maximumWeight(memory)
                .weigher((QuestionKey key, Text text) -> text.weight())
                .expireAfterWrite(ttl)
                .build();
    }

    /** @param cost of all calls that it took, in millionths, if a price was known */
    public record Found(
            QuestionKey key, String text, @Nullable Long cost) {
        @Override
        public String toString() {
            return "Found";
        }
    }

    private record Text(Instant storedAt, String text) {
        int weight() {
            return (int) Math.min(Integer.MAX_VALUE, 2L * text.length() + ENTRY);
        }
    }

    /** The answer to the first of these questions that has one. */
    public Optional<Found> find(int tenant, Collection<QuestionKey> keys) {
        var had = new HashMap<>(texts.getAllPresent(keys));
        return Ledger.ask(() -> answers.find(tenant, List.copyOf(keys), since(had)))
                .flatMap(rows -> {
                    forgetAllBut(rows, had);
                    return keys.stream()
                            .flatMap(
                                    key -> rows.stream().filter(row -> row.key().equals(key)))
                            .findFirst()
                            .map(row -> found(row, had));
                });
    }

    private static Map<QuestionKey, Instant> since(Map<QuestionKey, Text> had) {
        var since = new HashMap<QuestionKey, Instant>();
        had.forEach((key, text) -> since.put(key, text.storedAt));
        return since;
    }

    private void forgetAllBut(List<KeptAnswer> rows, Map<QuestionKey, Text> had) {
        var gone = new HashMap<>(had);
        rows.forEach(row -> gone.remove(row.key()));
        texts.invalidateAll(gone.keySet());
    }

    private Found found(KeptAnswer row, Map<QuestionKey, Text> had) {
        var text = row.text();
        if (text == null) {
            return new Found(row.key(), Objects.requireNonNull(had.get(row.key())).text, row.cost());
        }
        texts.put(row.key(), new Text(row.storedAt(), text));
        return new Found(row.key(), text, row.cost());
    }

    /** False when it is not kept. */
    public boolean keep(NewAnswer answer) {
        return Ledger.ask(() -> answers.keep(answer, ttl)).orElse(false);
    }
}
