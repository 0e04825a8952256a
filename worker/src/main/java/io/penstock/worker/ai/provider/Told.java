package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider has said, in its own words. */
public sealed interface Told {

    record Text(String text, Finish finish, Usage usage) implements Told {}

    /**
     * It will not.
     *
     * @param type what the provider calls it
     * @param message what the provider says to people; it may quote the request
     * @param after the least delay that it asks for
     */
    record Complaint(
            Trouble trouble,
            String type,
            String message,
            @Nullable Duration after,
            Usage usage) implements Told {

        public Complaint(Trouble trouble, String type, String message) {
            this(trouble, type, message, null, Usage.NONE);
        }

        Complaint after(@Nullable Duration delay) {
            return new Complaint(trouble, type, message, delay, usage);
        }

        Complaint as(Trouble other) {
            return new Complaint(other, type, message, after, usage);
        }

        Complaint having(Usage tokens) {
            return new Complaint(trouble, type, message, after, tokens);
        }
    }

    /** It stopped in the middle, or what came is no answer. */
    record Broken(Usage usage) implements Told {}
}
