package io.penstock.sandbox.sendgrid;

import java.util.Locale;
import java.util.Map;

/** Something that happens to a mail. */
enum Happening {
    PROCESSED,
    DROPPED,
    DELIVERED,
    DEFERRED,
    BOUNCE,
    BLOCKED,
    OPEN,
    CLICK,
    SPAMREPORT,
    UNSUBSCRIBE;

    /** As events name it. */
    String event() {
        return this == BLOCKED ? BOUNCE.event() : name().toLowerCase(Locale.ROOT);
    }

    /** What its event has that others do not. */
    Map<String, String> details() {
        return switch (this) {
            case PROCESSED, SPAMREPORT, UNSUBSCRIBE -> Map.of();
            case DROPPED -> Map.of("reason", "Bounced Address", "status", "5.0.0");
            case DELIVERED -> Map.of("response", "250 OK");
            case DEFERRED -> Map.of("response", "451 4.7.1 Try again later", "attempt", "1");
            case BOUNCE -> failure("bounce", "550", "5.1.1", "There is nobody of this name", "Invalid Address");
            case BLOCKED -> failure("blocked", "554", "5.7.1", "This mail is not wanted here", "Reputation");
            case OPEN -> Map.of("useragent", "penstock-sandbox", "ip", "127.0.0.1");
            case CLICK -> Map.of("useragent", "penstock-sandbox", "ip", "127.0.0.1", "url", "http://sandbox.invalid/");
        };
    }

    private static Map<String, String> failure(String type, String code, String status, String words, String kind) {
        return Map.of(
                "type",
                type,
                "reason",
                code + " " + status + " " + words,
                "status",
                status,
                "bounce_classification",
                kind);
    }
}
