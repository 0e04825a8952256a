package io.penstock.dispatch.event;

import io.penstock.dispatch.lane.LaneSettings;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Where the events are. */
public final class EventTopic {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LaneSettings lanes;
    private final EventSettings settings;
    private volatile boolean made;

    public EventTopic(LaneSettings lanes, EventSettings settings) {
        this.lanes = lanes;
        this.settings = settings;
    }

    public String name() {
        return settings.topic();
    }

    int mostPending() {
        return settings.pending();
    }

    /** Makes the topic if it is not there yet; does nothing when it did so before. */
    void make() {
        if (made) {
            return;
        }
        var topic = new NewTopic(name(), Optional.of(settings.partitions()), Optional.empty())
                .configs(Map.of(
                        "retention.ms", String.valueOf(settings.retention().toMillis())));
        try (var admin = Admin.create(Map.of("bootstrap.servers", lanes.kafka(), "reconnect.backoff.max.ms", "1000"))) {
            try {
                admin.createTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            } finally {
                admin.close(Duration.ZERO);
            }
            made = true;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(
                    "The topic of the events could not be made: Kafka at %s does not answer as it should: %s"
                            .formatted(lanes.kafka(), e.getCause() == null ? e : e.getCause()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while the topic of the events was made", e);
        }
    }

    /** Something is wrong with it: it may be gone. */
    void doubt() {
        made = false;
    }

    Producer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", lanes.kafka(),
                        "acks", "all",
                        // Events come in swarms; one request carries what came within this time. A batch has room for
                        // it
                        // all: while a second one is begun, each event would wake the thread that sends.
                        "linger.ms", "2",
                        // They resemble each other: this is a fifth of the bytes for the broker to keep.
                        "compression.type", "lz4",
                        "batch.size", "524288",
                        "max.block.ms", "1000",
                        "request.timeout.ms", "5000",
                        "delivery.timeout.ms", "30000",
                        "reconnect.backoff.max.ms", "1000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** One that reads all partitions that there are now, from where it is told to, and belongs to no group. */
    public Consumer<byte[], byte[]> consumer() {
        make();
        var consumer = unassigned();
        try {
            consumer.assign(partitions(consumer));
            return consumer;
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private Consumer<byte[], byte[]> unassigned() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", lanes.kafka(),
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "none",
                        "default.api.timeout.ms", "5000",
                        "request.timeout.ms", "4000",
                        "reconnect.backoff.max.ms", "1000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** The oldest that is kept. */
    public Position oldest(Consumer<byte[], byte[]> consumer) {
        return position(consumer.beginningOffsets(consumer.assignment()));
    }

    /** Behind the newest. */
    public Position end(Consumer<byte[], byte[]> consumer) {
        return position(consumer.endOffsets(consumer.assignment()));
    }

    /** Where the consumer reads next. */
    public Position next(Consumer<byte[], byte[]> consumer) {
        return position(
                consumer.assignment().stream().collect(Collectors.toMap(partition -> partition, consumer::position)));
    }

    public void seek(Consumer<byte[], byte[]> consumer, Position position) {
        consumer.assignment()
                .forEach(
                        partition -> consumer.seek(partition, position.offsets().get(partition.partition())));
    }

    private static Position position(Map<TopicPartition, Long> offsets) {
        return new Position(offsets.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> entry.getKey().partition()))
                .map(Map.Entry::getValue)
                .toList());
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(name()).stream()
                .map(info -> new TopicPartition(name(), info.partition()))
                .toList();
    }
}
