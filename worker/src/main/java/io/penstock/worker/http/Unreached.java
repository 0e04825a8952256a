package io.penstock.worker.http;

import io.penstock.db.job.Failure;
import io.penstock.guard.AddressNotAllowedException;
import io.penstock.worker.handler.Answer;
import java.io.IOException;
import java.net.UnknownHostException;

/** Why a call has no response, or not all of it. */
public record Unreached(Failure failure, boolean permanent) {

    /** An exception's own message may quote what was sent or received; its class does not. */
    static Unreached of(IOException e, String host) {
        return switch (e) {
            case AddressNotAllowedException refused ->
                permanent(
                        "address_not_allowed",
                        "%s is not at a public address. The operator can allow this host with penstock.http.allow."
                                .formatted(host));
            case UnknownHostException unknown -> passing("unknown_host", "No address of %s was found.".formatted(host));
            default ->
                passing(
                        "io_error",
                        "The call to %s failed: %s."
                                .formatted(host, e.getClass().getSimpleName()));
        };
    }

    public <R> Answer<R> answer() {
        return permanent ? new Answer.Permanent<>(failure) : new Answer.Retryable<>(failure, null, false);
    }

    private static Unreached permanent(String code, String message) {
        return new Unreached(new Failure(code, message), true);
    }

    private static Unreached passing(String code, String message) {
        return new Unreached(new Failure(code, message), false);
    }
}
