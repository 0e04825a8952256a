package io.penstock.sandbox.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in a mail. */
record Contents(
        List<Header> headers,
        @Nullable String text,
        @Nullable String html,
        List<Attachment> attachments) {

    record Header(String name, String value) {}

    /** @param size in bytes, of the file itself */
    record Attachment(
            @Nullable String name,
            String type,
            long size,
            @Nullable String contentId) {}
}
