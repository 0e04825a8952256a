package io.penstock.worker.intake;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.LaneSlots;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param name what this worker is called in lists
 * @param count how many workers this process is
 * @param lanes the lanes it serves
 * @param slots how many attempts it runs at a time on each lane, and the lanes that have another number: {@code 64,ai=8,email=16}
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

        @DefaultValue("64") String slots,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("10s") Duration grace,
        @DefaultValue("25s") Duration drain) {

    public WorkerSettings {
        lanes = Set.copyOf(lanes);
        if (lanes.isEmpty()) {
            throw new IllegalArgumentException("penstock.worker.lanes must name at least one lane");
        }
        if (count < 1 || count > 64) {
            throw new IllegalArgumentException("penstock.worker.count must be between 1 and 64, not " + count);
        }
        read(slots);
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

    private static LaneSlots read(String slots) {
        return LaneSlots.parse(slots)
                .orElseThrow(() -> new IllegalArgumentException(
                        "penstock.worker.slots must be a number from 1 to %d, which lanes with another may follow, each once, as in 64,ai=8,email=16; it is %s"
                                .formatted(LaneSlots.MOST, slots)));
    }

    LaneSlots laneSlots() {
        return read(slots);
    }
}
