package io.penstock.worker.intake;

import io.penstock.catalog.kind.Lane;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param name what this worker is called in lists
 * @param count how many workers this process is
 * @param lanes the lanes it serves
 * @param slots how many attempts it runs at a time, on each lane
 * @param lease how long after its last sign of life its jobs are given to others
 * @param grace how long an attempt that was asked to stop may take before its handler is given up
 * @param drain how long a stopping worker waits for its attempts before it releases them
 */
@ConfigurationProperties(prefix = "penstock.worker", ignoreUnknownFields = false)
public record WorkerSettings(
        @DefaultValue("worker") String name,
        @DefaultValue("1") int count,

        @DefaultValue({"ai", "analysis", "email", "payment", "http"})
        Set<Lane> lanes,

        @DefaultValue("64") int slots,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("10s") Duration grace,
        @DefaultValue("25s") Duration drain) {

    private static final int MOST_AT_ONCE = 1000;

    public WorkerSettings {
        lanes = Set.copyOf(lanes);
        if (lanes.isEmpty()) {
            throw new IllegalArgumentException("penstock.worker.lanes must name at least one lane");
        }
        if (count < 1 || count > 64) {
            throw new IllegalArgumentException("penstock.worker.count must be between 1 and 64, not " + count);
        }
        if (slots < 1 || slots > 100_000) {
            throw new IllegalArgumentException("penstock.worker.slots must be between 1 and 100000, not " + slots);
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("penstock.worker.lease must be at least 1s, not " + lease);
        }
        if (grace.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("penstock.worker.grace must be at least 100ms, not " + grace);
        }
        if (drain.isNegative()) {
            throw new IllegalArgumentException("penstock.worker.drain must not be negative, but is " + drain);
        }
    }

    /**
     * How many records one poll may bring. Kafka fixes this per consumer, and a poll must not bring more than there are free slots, so
     * a poll waits until this many are free: an eighth of the slots keeps the others busy meanwhile.
     */
    int poll() {
        return Math.clamp(slots / 8, 1, MOST_AT_ONCE);
    }
}
