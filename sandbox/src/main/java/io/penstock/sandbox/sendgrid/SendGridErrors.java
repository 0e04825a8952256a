package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.generation.Retries;
import io.penstock.sandbox.server.Answer;
import java.time.Instant;
import java.util.Map;

/** How SendGrid says no for reasons that are not in the request. */
final class SendGridErrors {

    private SendGridErrors() {}

    /** Those that SendGrid never says are not asked for here. */
    static Answer answer(Refusal refusal, Instant now) {
        var answer = Problem.answer(status(refusal), message(refusal)).with(Retries.headers(refusal));
        return refusal.retryAfter() == null
                ? answer
                : answer.with(Map.of(
                        "X-RateLimit-Remaining",
                        "0",
                        "X-RateLimit-Reset",
                        RateHeaders.second(now.plus(refusal.retryAfter()))));
    }

    private static int status(Refusal refusal) {
        return switch (refusal.reason()) {
            case INVALID_REQUEST, MODEL_NOT_FOUND -> 400;
            case UNAUTHORIZED, MONEY_STOP -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case RATE_LIMIT, SLOW_DOWN -> 429;
            case SERVER_ERROR -> 500;
            case OVERLOADED -> 503;
            case TIMEOUT -> 504;
        };
    }

    /** Only the words tell an account without money from a wrong key. */
    private static String message(Refusal refusal) {
        return refusal.reason() == Refusal.Reason.MONEY_STOP ? "Maximum credits exceeded" : refusal.message();
    }

    /** @param sends whether the request asks for something to be done */
    static boolean makesSense(Fault fault, boolean sends) {
        return switch (fault) {
            case Fault.Hang _, Fault.Reset _, Fault.Slow _ -> true;
            case Fault.ResetAfter _, Fault.RefusedAfter _ -> sends;
            case Fault.Refused(var refusal) ->
                switch (refusal.reason()) {
                    case MODEL_NOT_FOUND, CONFLICT -> false;
                    case INVALID_REQUEST,
                            UNAUTHORIZED,
                            FORBIDDEN,
                            NOT_FOUND,
                            TOO_LARGE,
                            RATE_LIMIT,
                            SLOW_DOWN,
                            MONEY_STOP,
                            SERVER_ERROR,
                            OVERLOADED,
                            TIMEOUT -> true;
                };
            // An answer to a mail has no body.
            case Fault.BadJson _ -> !sends;
            case Fault.SlowStream _,
                    Fault.CutStream _,
                    Fault.StreamError _,
                    Fault.Truncated _,
                    Fault.InvalidOutput _,
                    Fault.ContentFilter _,
                    Fault.Declined _ -> false;
        };
    }
}
