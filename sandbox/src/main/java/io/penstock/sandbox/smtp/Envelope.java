package io.penstock.sandbox.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From whom and to whom the mail is that is being said. */
final class Envelope {

    private static final int MOST = 1_000;

    private static final Pattern SIZE = Pattern.compile("SIZE=(\\d{1,15})");
    private static final Set<String> KNOWN = Set.of("BODY=7BIT", "BODY=8BITMIME", "SMTPUTF8");

    private final Greylist greylist;
    private final List<String> to = new ArrayList<>();
    private @Nullable String from;
    private boolean utf8;

    Envelope(Greylist greylist) {
        this.greylist = greylist;
    }

    boolean isBegun() {
        return from != null;
    }

    boolean hasRecipients() {
        return !to.isEmpty();
    }

    /** Of one that is begun. */
    String from() {
        return from == null ? "" : from;
    }

    List<String> to() {
        return List.copyOf(to);
    }

    void clear() {
        from = null;
        to.clear();
        utf8 = false;
    }

    Reply mail(String argument) {
        return MailPath.of("FROM", argument)
                .map(this::mail)
                .orElseGet(() -> Reply.wrongSyntax("It is MAIL FROM:<address>."));
    }

    private Reply mail(MailPath path) {
        for (var parameter : path.parameters()) {
            var size = SIZE.matcher(parameter);
            if (size.matches() && Long.parseLong(size.group(1)) > Delivering.LARGEST) {
                return Reply.no(552, "5.3.4", "A mail has at most " + Delivering.LARGEST + " bytes.");
            }
            if (!size.matches() && !KNOWN.contains(parameter) && !parameter.startsWith("AUTH=")) {
                return unknown();
            }
        }
        if (!path.address().isEmpty() && !path.isAddress()) {
            return noAddress();
        }
        utf8 = path.parameters().contains("SMTPUTF8");
        if (!utf8 && !path.isAscii()) {
            return notAscii();
        }
        from = path.address();
        return Reply.of(250, "2.1.0 Ok");
    }

    Reply rcpt(String argument) {
        return MailPath.of("TO", argument)
                .map(this::rcpt)
                .orElseGet(() -> Reply.wrongSyntax("It is RCPT TO:<address>."));
    }

    private Reply rcpt(MailPath path) {
        if (!path.parameters().isEmpty()) {
            return unknown();
        }
        if (!path.isAddress()) {
            return noAddress();
        }
        if (!utf8 && !path.isAscii()) {
            return notAscii();
        }
        if (to.size() == MOST) {
            return Reply.no(452, "4.5.3", "A mail has at most 1000 recipients.");
        }
        return received(path);
    }

    private Reply received(MailPath path) {
        return switch (path.name()) {
            case "bounce" -> Reply.no(550, "5.1.1", "There is nobody of this name.");
            case "full" -> Reply.no(452, "4.2.2", "This mailbox is full.");
            case "greylist" ->
                greylist.letsIn(from(), path.address())
                        ? added(path)
                        : Reply.no(451, "4.7.1", "Come again, and it will be taken.");
            default -> added(path);
        };
    }

    private Reply added(MailPath path) {
        to.add(path.address());
        return Reply.of(250, "2.1.5 Ok");
    }

    private static Reply unknown() {
        return Reply.no(555, "5.5.4", "This parameter is not known.");
    }

    private static Reply noAddress() {
        return Reply.no(501, "5.1.3", "This is no address.");
    }

    private static Reply notAscii() {
        return Reply.no(553, "5.6.7", "An address that is not ASCII needs SMTPUTF8.");
    }
}
