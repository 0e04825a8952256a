package io.penstock.worker.email;

import io.penstock.catalog.email.MailAddress;
import io.penstock.catalog.email.Recipients;
import io.penstock.db.job.JobId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it goes out.
 *
 * @param job and its tenant, by which what is told of the mail later finds them
 * @param messageId without the angle brackets
 */
public record Mail(
        JobId job,
        int tenant,
        String messageId,
        MailAddress from,
        Recipients recipients,
        @Nullable MailAddress replyTo,
        String subject,
        @Nullable String text,
        @Nullable String html,
        Map<String, String> headers,
        List<File> files) {

    /** Whoever has one does not change it. */
    @SuppressWarnings("ArrayRecordComponent")
    public record File(String name, String contentType, byte[] content) {}
}
