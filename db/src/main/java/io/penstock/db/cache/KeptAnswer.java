package io.penstock.db.cache;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer that may be given again.
 *
 * @param text nothing when who asked for it has it already
 * @param cost of all calls that it took, in millionths, if a price was known
 */
public record KeptAnswer(
        QuestionKey key,
        Instant storedAt,
        @Nullable String text,
        @Nullable Long cost) {

    @Override
    public String toString() {
        return "Answer of " + storedAt;
    }
}
