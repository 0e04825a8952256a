package io.penstock.db.claim;

import io.penstock.db.aside.JsonText;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import java.time.Duration;

/** What an attempt came to. */
public sealed interface Outcome {

    record Succeeded(JsonText result) implements Outcome {

        /** @param result the result as JSON */
        public Succeeded(String result) {
            this(JsonText.of(result));
        }
    }

    /** It failed, and is tried again after the delay. */
    record Retry(Failure failure, FailureClass failureClass, Duration delay) implements Outcome {}

    /** It could not begin, and is tried again after the delay as if it had not been tried. */
    record Snooze(Duration delay) implements Outcome {}

    /** It failed for good. */
    record Failed(Failure failure, FailureClass failureClass) implements Outcome {}

    /** The job's time is over. */
    record Expired(Failure failure) implements Outcome {}

    /** It was asked to stop, and did. */
    record Cancelled() implements Outcome {}

    /** It may have had its effect or not, and there is no way to find out from here. */
    record Unknown(Failure failure) implements Outcome {}

    /** It was stopped through no fault of its own, and another worker may take it at once. */
    record Released() implements Outcome {}
}
