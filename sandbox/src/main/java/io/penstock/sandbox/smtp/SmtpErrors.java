package io.penstock.sandbox.smtp;

import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.util.Set;

/** How a mail server says no to each reason, and when. */
final class SmtpErrors {

    /** Said before anything is asked. */
    private static final Set<Reason> AT_CONNECT = Set.of(Reason.OVERLOADED, Reason.TIMEOUT);

    private SmtpErrors() {}

    static boolean strikesAtConnect(Fault fault) {
        return fault instanceof Fault.Refused(var refusal) && AT_CONNECT.contains(refusal.reason());
    }

    static boolean strikesAtLogin(Fault fault) {
        return fault instanceof Fault.Refused(var refusal) && refusal.reason() == Reason.UNAUTHORIZED;
    }

    static boolean strikesMail(Fault fault) {
        return switch (fault) {
            case Fault.Hang _, Fault.Reset _, Fault.Slow _, Fault.ResetAfter _, Fault.RefusedAfter _ -> true;
            case Fault.Refused(var refusal) ->
                switch (refusal.reason()) {
                    case OVERLOADED, TIMEOUT, UNAUTHORIZED, MONEY_STOP, MODEL_NOT_FOUND -> false;
                    case INVALID_REQUEST,
                            FORBIDDEN,
                            NOT_FOUND,
                            CONFLICT,
                            TOO_LARGE,
                            RATE_LIMIT,
                            SLOW_DOWN,
                            SERVER_ERROR -> true;
                };
            case Fault.SlowStream _,
                    Fault.CutStream _,
                    Fault.StreamError _,
                    Fault.BadJson _,
                    Fault.Truncated _,
                    Fault.InvalidOutput _,
                    Fault.ContentFilter _,
                    Fault.Declined _ -> false;
        };
    }

    static Reply reply(Refusal refusal) {
        var no = refusal.message();
        return switch (refusal.reason()) {
            case OVERLOADED, TIMEOUT -> Reply.no(421, "4.3.2", no);
            case RATE_LIMIT, SLOW_DOWN -> Reply.no(451, "4.7.1", no);
            case SERVER_ERROR -> Reply.no(451, "4.3.0", no);
            case CONFLICT -> Reply.no(450, "4.2.1", no);
            case UNAUTHORIZED -> Reply.no(535, "5.7.8", no);
            case NOT_FOUND -> Reply.no(550, "5.1.1", no);
            case TOO_LARGE -> Reply.no(552, "5.3.4", no);
            case FORBIDDEN, MONEY_STOP -> Reply.no(554, "5.7.1", no);
            case INVALID_REQUEST, MODEL_NOT_FOUND -> Reply.no(554, "5.6.0", no);
        };
    }
}
