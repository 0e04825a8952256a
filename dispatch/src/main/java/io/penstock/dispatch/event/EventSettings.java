package io.penstock.dispatch.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param topic what the topic of the events is called
 * @param partitions how many partitions it is made with
 * @param retention how long it keeps an event, when it is made
 * @param pending how many events that are not final may wait for Kafka in one process; further ones are dropped and counted
 */
@ConfigurationProperties(prefix = "penstock.events", ignoreUnknownFields = false)
public record EventSettings(
        @DefaultValue("penstock.events") String topic,
        @DefaultValue("1") int partitions,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("20000") int pending) {

    public EventSettings {
        if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw new IllegalArgumentException(
                    "penstock.events.topic must be 1 to 249 letters, digits, dots, _ and -, not " + topic);
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("penstock.events.partitions must be at least 1, not " + partitions);
        }
        if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("penstock.events.retention must be at least 1m, not " + retention);
        }
        if (pending < 1) {
            throw new IllegalArgumentException("penstock.events.pending must be at least 1, not " + pending);
        }
    }

    public static EventSettings to(String topic) {
        return new EventSettings(topic, 1, Duration.ofDays(7), 20_000);
    }
}
