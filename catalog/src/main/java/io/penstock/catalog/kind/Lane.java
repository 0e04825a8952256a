package io.penstock.catalog.kind;

import java.util.Locale;

/** One Kafka topic and the share group that serves it. Jobs of the same nature share a lane. */
public enum Lane {
    AI,
    ANALYSIS,
    EMAIL,
    PAYMENT,
    HTTP;

    /** The name in SQL, topics, metrics and URLs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Lane of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
