package io.penstock.worker.handler;

import io.penstock.db.job.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a handler has to say of its attempt. */
public sealed interface Answer<R> {

    record Done<R>(R result) implements Answer<R> {}

    /**
     * It may work another time.
     *
     * @param after the least delay that the other side asked for
     * @param overloaded whether it asked that of all, so that the limits which the job needs are closed that long
     */
    record Retryable<R>(Failure failure, @Nullable Duration after, boolean overloaded) implements Answer<R> {}

    /**
     * What it began is not over, and not up to it: a customer has to agree, a bank to pay. The next attempt comes when there is news of the
     * subject, or when the time is over. It does not count as a failure.
     *
     * @param subject what the news is about, as those who take them call it
     */
    record Awaiting<R>(String subject, Duration atMost) implements Answer<R> {}

    /** It will never work. */
    record Permanent<R>(Failure failure) implements Answer<R> {}

    static <R> Answer<R> done(R result) {
        return new Done<>(result);
    }

    static <R> Answer<R> retryable(String code, String message) {
        return new Retryable<>(new Failure(code, message), null, false);
    }

    static <R> Answer<R> retryable(String code, String message, Duration after) {
        return new Retryable<>(new Failure(code, message), after, false);
    }

    /** The other side has too much to do, and asks everybody to wait so long. */
    static <R> Answer<R> overloaded(String code, String message, Duration after) {
        return new Retryable<>(new Failure(code, message), after, true);
    }

    static <R> Answer<R> awaiting(String subject, Duration atMost) {
        return new Awaiting<>(subject, atMost);
    }

    static <R> Answer<R> permanent(String code, String message) {
        return new Permanent<>(new Failure(code, message));
    }
}
