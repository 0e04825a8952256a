package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of a call. */
public sealed interface Reply {

    Usage usage();

    /** Whether it took tokens that nobody has counted. */
    boolean isUncounted();

    /** Whether it says itself that a sandbox made it up, whatever the settings take it for. */
    boolean sandbox();

    /** The same, of a sandbox. */
    Reply ofSandbox();

    record Answered(String text, Finish finish, Usage usage, boolean sandbox) implements Reply {

        public Answered(String text, Finish finish, Usage usage) {
            this(text, finish, usage, false);
        }

        @Override
        public boolean isUncounted() {
            return usage.total() == 0;
        }

        @Override
        public Answered ofSandbox() {
            return new Answered(text, finish, usage, true);
        }
    }

    /**
     * @param message a sentence that can be shown: without secrets, and without what was asked
     * @param after the least delay that the provider asked for
     * @param begun whether an answer had begun
     */
    record Failed(
            Trouble trouble,
            String code,
            String message,
            @Nullable Duration after,
            Usage usage,
            boolean begun,
            boolean sandbox)
            implements Reply {

        public Failed(Trouble trouble, String code, String message, @Nullable Duration after, Usage usage) {
            this(trouble, code, message, after, usage, false, false);
        }

        @Override
        public boolean isUncounted() {
            return begun && usage.total() == 0;
        }

        @Override
        public Failed ofSandbox() {
            return new Failed(trouble, code, message, after, usage, begun, true);
        }
    }
}
