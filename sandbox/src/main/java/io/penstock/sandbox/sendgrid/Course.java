package io.penstock.sandbox.sendgrid;

import static io.penstock.sandbox.sendgrid.Happening.BLOCKED;
import static io.penstock.sandbox.sendgrid.Happening.BOUNCE;
import static io.penstock.sandbox.sendgrid.Happening.CLICK;
import static io.penstock.sandbox.sendgrid.Happening.DEFERRED;
import static io.penstock.sandbox.sendgrid.Happening.DELIVERED;
import static io.penstock.sandbox.sendgrid.Happening.DROPPED;
import static io.penstock.sandbox.sendgrid.Happening.OPEN;
import static io.penstock.sandbox.sendgrid.Happening.PROCESSED;
import static io.penstock.sandbox.sendgrid.Happening.SPAMREPORT;
import static io.penstock.sandbox.sendgrid.Happening.UNSUBSCRIBE;

import java.util.List;
import java.util.Locale;

/** What becomes of a mail, by the local part of its recipient's address up to a {@code +}. */
final class Course {

    private Course() {}

    /** In their order; the first comes at once. */
    static List<Happening> of(String address) {
        var localPart = address.substring(0, address.lastIndexOf('@')).toLowerCase(Locale.ROOT);
        return switch (localPart.split("\\+", 2)[0]) {
            case "bounce" -> List.of(PROCESSED, BOUNCE);
            case "blocked" -> List.of(PROCESSED, BLOCKED);
            case "drop" -> List.of(DROPPED);
            case "deferred" -> List.of(PROCESSED, DEFERRED, DELIVERED);
            case "spam" -> List.of(PROCESSED, DELIVERED, SPAMREPORT);
            case "unsubscribe" -> List.of(PROCESSED, DELIVERED, UNSUBSCRIBE);
            case "open" -> List.of(PROCESSED, DELIVERED, OPEN);
            case "click" -> List.of(PROCESSED, DELIVERED, OPEN, CLICK);
            default -> List.of(PROCESSED, DELIVERED);
        };
    }
}
