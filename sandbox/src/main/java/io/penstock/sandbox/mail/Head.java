package io.penstock.sandbox.mail;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stays known of a mail when the rest of it is dropped.
 *
 * @param id counts up from 1
 * @param size in bytes
 */
public record Head(
        long id,
        Instant at,
        String transport,
        String from,
        List<String> to,
        String subject,
        @Nullable String messageId,
        int size) {

    static Head of(long id, Instant at, Mail mail) {
        return new Head(
                id,
                at,
                mail.transport(),
                mail.from(),
                mail.to(),
                mail.subject(),
                mail.messageId(),
                mail.raw().size());
    }
}
