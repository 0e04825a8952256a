package io.penstock.embedded.testing;

import io.penstock.embedded.kafka.EmbeddedKafkaServer;
import org.jspecify.annotations.Nullable;
import org.testcontainers.kafka.KafkaContainer;

/** One real broker for all tests of this process, started when the first of them asks. Tests stay apart by the names of their topics. */
public final class TestKafka {

    private static @Nullable String bootstrapServers;

    private TestKafka() {}

    public static synchronized String bootstrapServers() {
        if (bootstrapServers == null) {
            bootstrapServers = Containers.wanted() ? container() : embedded();
        }
        return bootstrapServers;
    }

    private static String embedded() {
        var folder = TestFolder.create("kafka");
        var kafka = EmbeddedKafkaServer.start(folder);
        TestFolder.atExit(kafka, folder);
        return kafka.bootstrapServers();
    }

    /** Set up as the embedded one is. Testcontainers removes it when this process ends. */
    @SuppressWarnings("resource")
    private static String container() {
        Containers.require();
        var kafka = new KafkaContainer("apache/kafka:4.3.1")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
                .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS", "1")
                .withEnv("KAFKA_GROUP_SHARE_HEARTBEAT_INTERVAL_MS", "500")
                .withEnv("KAFKA_GROUP_SHARE_MIN_HEARTBEAT_INTERVAL_MS", "500");
        kafka.start();
        return kafka.getBootstrapServers();
    }
}
