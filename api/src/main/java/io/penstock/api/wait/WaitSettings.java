package io.penstock.api.wait;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param heartbeat how often a stream that has nothing to say shows that it lives
 * @param recheck how often who waits for a job looks at it although nothing was heard of it
 * @param buffer how many events a slow reader of a stream of events may be behind before it is cut off
 */
@ConfigurationProperties(prefix = "penstock.wait", ignoreUnknownFields = false)
public record WaitSettings(
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("10s") Duration recheck,
        @DefaultValue("1000") int buffer) {

    public WaitSettings {
        if (heartbeat.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("penstock.wait.heartbeat must be at least 100ms, not " + heartbeat);
        }
        if (recheck.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("penstock.wait.recheck must be at least 100ms, not " + recheck);
        }
        if (buffer < 1) {
            throw new IllegalArgumentException("penstock.wait.buffer must be at least 1, not " + buffer);
        }
    }
}
