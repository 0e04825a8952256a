package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a call. */
public sealed interface Reply {

    Usage usage();

    record Answered(String text, Finish finish, Usage usage) implements Reply {}

    /**
     * @param message a sentence that can be shown: without secrets, and without what was asked
     * @param after the least delay that the provider asked for
     */
    record Failed(
            Trouble trouble,
            String code,
            String message,
            @Nullable Duration after,
            Usage usage) implements Reply {}
}
