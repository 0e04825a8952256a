package io.penstock.sandbox.mail;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which mails somebody looks for; what is null fits all.
 *
 * @param to one of the recipients
 * @param subject a part of it
 */
record Wanted(
        @Nullable String to,
        @Nullable String subject,
        @Nullable String messageId,
        int limit) {

    boolean fits(Head head) {
        return (to == null || head.to().stream().anyMatch(to::equalsIgnoreCase))
                && (subject == null || lower(head.subject()).contains(lower(subject)))
                && (messageId == null || messageId.equals(head.messageId()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
