package io.penstock.db.mail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What became of a mail at one address, as far as it has been told; one that is further down is never followed by one from further up. */
public enum MailState {

    /** It did not go there, as the address is suppressed. */
    SUPPRESSED,
    /** A server or a service took it. */
    ACCEPTED,
    PROCESSED,
    /** The other server asked to try later. */
    DEFERRED,
    DELIVERED,
    /** The service did not send it. */
    DROPPED,
    BOUNCED,
    /** It was called spam. */
    COMPLAINED;

    static final List<String> IN_ORDER =
            Arrays.stream(values()).map(MailState::label).toList();

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MailState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
