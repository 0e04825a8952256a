package io.penstock.db.claim;

import io.penstock.db.aside.JsonText;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an attempt came to. */
public sealed interface Outcome {

    /** Why it failed, if it did. */
    default @Nullable Failure failure() {
        return null;
    }

    default @Nullable FailureClass failureClass() {
        return null;
    }

    /** The job ends with it. */
    sealed interface End extends Outcome {

        default State state() {
            return switch (this) {
                case Succeeded s -> State.SUCCEEDED;
                case Failed f -> State.FAILED;
                case Expired e -> State.EXPIRED;
                case Cancelled c -> State.CANCELLED;
                case Unknown u -> State.OUTCOME_UNKNOWN;
            };
        }
    }

    /** The job waits until its next attempt. */
    sealed interface Delayed extends Outcome {

        Duration delay();
    }

    record Succeeded(JsonText result) implements End {

        /** @param result the result as JSON */
        public Succeeded(String result) {
            this(JsonText.of(result));
        }
    }

    /** It failed for good. */
    record Failed(Failure failure, FailureClass failureClass) implements End {}

    /** The job's time is over, or will be before another attempt may begin. */
    record Expired(Failure failure, FailureClass failureClass) implements End {}

    /** It was asked to stop, and did. */
    record Cancelled() implements End {}

    /** It may have had its effect or not, and there is no way to find out from here. */
    record Unknown(Failure failure) implements End {

        @Override
        public FailureClass failureClass() {
            return FailureClass.UNKNOWN;
        }
    }

    /** It failed, and is tried again after the delay. */
    record Retry(Failure failure, FailureClass failureClass, Duration delay) implements Delayed {}

    /** It could not begin, and is tried again after the delay as if it had not been tried. */
    record Snooze(Duration delay) implements Delayed {}

    /**
     * It goes on when there is news of the subject, or after the delay.
     *
     * @param subject as those who tell of it call it too
     */
    record Await(String subject, Duration delay) implements Delayed {}

    /** It was stopped through no fault of its own, and another worker may take it at once. */
    record Released() implements Outcome {}
}
