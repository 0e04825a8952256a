package io.penstock.dispatch.lane;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param kafka the brokers, as host:port with commas between
 * @param topics what the lanes' topics and share groups are called, before the lane's own name
 * @param partitions how many partitions a lane's topic is made with; with more than one each worker is given some of them, and what
 *     lies on those of a full worker waits for it though others are free
 * @param window up to how many unclaimed jobs each dispatcher fills a lane; fewer when the workers take fewer
 * @param patience how long a job may be on its lane before it returns to its gate
 * @param permit how long one may that went through limits; after that its permit is used in vain, so that a lane which stood still does
 *     not burst
 */
@ConfigurationProperties(prefix = "penstock.lanes", ignoreUnknownFields = false)
public record LaneSettings(
        @DefaultValue("") String kafka,
        @DefaultValue("penstock.lane.") String topics,
        @DefaultValue("1") int partitions,
        @DefaultValue("4000") int window,
        @DefaultValue("10s") Duration patience,
        @DefaultValue("2s") Duration permit) {

    public LaneSettings {
        if (kafka.isBlank()) {
            throw new IllegalArgumentException(
                    "PENSTOCK_KAFKA is not set; give the address of your Kafka, such as localhost:9092");
        }
        if (!kafka.matches("[^\\s:,]+:\\d{1,5}(,[^\\s:,]+:\\d{1,5})*")) {
            throw new IllegalArgumentException(
                    "PENSTOCK_KAFKA must be host:port, or several with commas between, not " + kafka);
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("penstock.lanes.partitions must be at least 1, not " + partitions);
        }
        if (window < 1) {
            throw new IllegalArgumentException("penstock.lanes.window must be at least 1, not " + window);
        }
        if (patience.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("penstock.lanes.patience must be at least 1s, not " + patience);
        }
        if (permit.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("penstock.lanes.permit must be at least 100ms, not " + permit);
        }
    }

    public static LaneSettings at(String kafka) {
        return new LaneSettings(kafka, "penstock.lane.", 1, 4000, Duration.ofSeconds(10), Duration.ofSeconds(2));
    }
}
