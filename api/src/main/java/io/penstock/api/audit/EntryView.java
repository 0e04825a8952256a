package io.penstock.api.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.penstock.db.audit.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit as its readers see it.
 *
 * @param status of the answer; null when the process ended before it was noted
 */
record EntryView(
        String id,
        Instant at,
        KeyView key,
        String action,
        @Nullable String subject,
        @Nullable String reason,
        String address,
        String requestId,
        @Nullable Integer status,
        @JsonRawValue @Nullable String before,
        @JsonRawValue @Nullable String after) {

    /** As it was then. */
    record KeyView(String id, String name, String role, String tenant) {}

    static EntryView of(Entry entry) {
        return new EntryView(
                entry.id().toString(),
                entry.at(),
                new KeyView(entry.key().toString(), entry.keyName(), entry.role(), entry.tenant()),
                entry.action(),
                entry.subject(),
                entry.reason(),
                entry.address(),
                entry.request(),
                entry.status(),
                entry.before(),
                entry.after());
    }
}
