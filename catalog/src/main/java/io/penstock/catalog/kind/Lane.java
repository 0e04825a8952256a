package io.penstock.catalog.kind;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** The one of that name, as somebody wrote it who may be wrong. */
    public static Optional<Lane> find(String label) {
        return Stream.of(values()).filter(lane -> lane.label().equals(label)).findFirst();
    }

    public static Lane of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
