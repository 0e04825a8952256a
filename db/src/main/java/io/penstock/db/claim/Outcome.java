package io.penstock.db.claim;

import io.penstock.db.job.Failure;
import java.time.Duration;

/** What an attempt came to. */
public sealed interface Outcome {

    /** @param result the result as JSON */
    record Succeeded(String result) implements Outcome {}

    /** It failed, and is tried again after the delay. */
    record Retry(Failure failure, Duration delay) implements Outcome {}

    /** It failed for good. */
    record Failed(Failure failure) implements Outcome {}

    /** It was stopped through no fault of its own, and another worker may take it at once. */
    record Released() implements Outcome {}
}
