package io.penstock.sandbox.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail that is taken on.
 *
 * @param transport the service that took it, such as {@code smtp}
 * @param from the sender to whom it would come back
 * @param to everybody whom it is for, also those who are not in its headers
 * @param messageId with its angle brackets
 */
public record Mail(
        String transport,
        String from,
        List<String> to,
        String subject,
        @Nullable String messageId,
        Raw raw) {

    public Mail {
        to = List.copyOf(to);
    }
}
