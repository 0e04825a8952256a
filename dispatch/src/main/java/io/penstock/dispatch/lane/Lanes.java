package io.penstock.dispatch.lane;

import io.penstock.catalog.kind.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.DefaultShareConsumerFactory;

/** The lanes: a Kafka topic each, written by dispatchers, and read by the share group of the workers that serve it. */
public final class Lanes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LaneSettings settings;
    private final Admin admin;
    private volatile boolean made;
    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;

    public Lanes(LaneSettings settings) {
        this.settings = settings;
        this.admin = Admin.create(Map.of("bootstrap.servers", settings.kafka(), "reconnect.backoff.max.ms", "1000"));
        this.producers = new DefaultKafkaProducerFactory<>(
                Map.of(
                        "bootstrap.servers",
                        settings.kafka(),
                        "acks",
                        "all",
                        // Records wait for the flush that follows them, and fit one batch, so that a hand of jobs is
                        // one request.
                        "linger.ms",
                        "50",
                        "batch.size",
                        "262144",
                        // A record that cannot be sent soon is of no use: its job goes back to its gate and is
                        // dispatched again.
                        "max.block.ms",
                        String.valueOf(PATIENCE.toMillis() / 2),
                        "request.timeout.ms",
                        String.valueOf(PATIENCE.toMillis() / 2),
                        "delivery.timeout.ms",
                        String.valueOf(PATIENCE.toMillis()),
                        "reconnect.backoff.max.ms",
                        "1000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public String topic(Lane lane) {
        return settings.topics() + lane.label();
    }

    /** The share group has the name of its topic. */
    public String group(Lane lane) {
        return topic(lane);
    }

    /** Makes the topics and sets up the groups that are not there yet; does nothing when it did so before. */
    public void make() {
        if (made) {
            return;
        }
        try {
            for (var lane : Lane.values()) {
                makeTopic(lane);
                // A group starts at the latest record unless told otherwise, and would miss what was dispatched before
                // its first worker came.
                admin.incrementalAlterConfigs(Map.of(
                                new ConfigResource(ConfigResource.Type.GROUP, group(lane)),
                                List.of(new AlterConfigOp(
                                        new ConfigEntry("share.auto.offset.reset", "earliest"),
                                        AlterConfigOp.OpType.SET))))
                        .all()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            made = true;
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException(
                    "The lanes could not be made: Kafka at %s does not answer as it should: %s"
                            .formatted(settings.kafka(), e.getCause() == null ? e : e.getCause()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while the lanes were made", e);
        }
    }

    /** Sends the records and waits until each is on the lane; returns the indexes of those that are not. */
    public List<Integer> send(Lane lane, List<LaneRecord> records) {
        var sent = new ArrayList<Optional<Future<RecordMetadata>>>(records.size());
        var producer = producers.createProducer();
        boolean reachable = true;
        for (var record : records) {
            var future = reachable ? send(producer, lane, record) : Optional.<Future<RecordMetadata>>empty();
            reachable = future.isPresent();
            sent.add(future);
        }
        producer.flush();
        var unsent = new ArrayList<Integer>();
        for (int i = 0; i < records.size(); i++) {
            if (sent.get(i).isEmpty() || !arrived(sent.get(i).get())) {
                unsent.add(i);
            }
        }
        return unsent;
    }

    /**
     * How many records of the lane no worker has acknowledged; nothing while Kafka does not know, as before the group's first member.
     * Kafka keeps this anyway, and asking costs Postgres nothing, but the first answer may take it seconds.
     */
    public CompletableFuture<OptionalInt> depth(Lane lane) {
        var asked = new ListShareGroupOffsetsSpec().topicPartitions(partitions(lane));
        return admin.listShareGroupOffsets(Map.of(group(lane), asked))
                .partitionsToOffsetInfo(group(lane))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .handle((offsets, failure) -> failure == null ? lag(lane, offsets) : OptionalInt.empty());
    }

    private OptionalInt lag(Lane lane, Map<TopicPartition, SharePartitionOffsetInfo> offsets) {
        int lag = 0;
        for (var partition : partitions(lane)) {
            var offset = offsets.get(partition);
            if (offset == null || offset.lag().isEmpty()) {
                return OptionalInt.empty();
            }
            lag += offset.lag().get().intValue();
        }
        return OptionalInt.of(lag);
    }

    private List<TopicPartition> partitions(Lane lane) {
        return IntStream.range(0, settings.partitions())
                .mapToObj(i -> new TopicPartition(topic(lane), i))
                .toList();
    }

    /**
     * A member of the lane's share group. It acquires at most this many records a poll, and none that the poll does not return;
     * every record must be acknowledged before the next poll.
     */
    public ShareConsumer<byte[], byte[]> join(Lane lane, int atMost) {
        make();
        var consumer = new DefaultShareConsumerFactory<byte[], byte[]>(
                        Map.<String, Object>of(
                                "bootstrap.servers", settings.kafka(),
                                "share.acknowledgement.mode", "explicit",
                                "share.acquire.mode", "record_limit",
                                "max.poll.records", atMost,
                                "reconnect.backoff.max.ms", "1000"),
                        ByteArrayDeserializer::new,
                        ByteArrayDeserializer::new)
                .createShareConsumer(group(lane), "");
        consumer.subscribe(List.of(topic(lane)));
        return consumer;
    }

    @Override
    public void close() {
        producers.destroy();
        admin.close(Duration.ZERO);
    }

    private void makeTopic(Lane lane) throws InterruptedException, ExecutionException, TimeoutException {
        var topic = new NewTopic(topic(lane), Optional.of(settings.partitions()), Optional.empty());
        try {
            admin.createTopics(List.of(topic)).all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private Optional<Future<RecordMetadata>> send(Producer<byte[], byte[]> producer, Lane lane, LaneRecord record) {
        try {
            return Optional.of(producer.send(new ProducerRecord<>(topic(lane), record.encode())));
        } catch (KafkaException e) {
            return Optional.empty();
        }
    }

    private static boolean arrived(Future<RecordMetadata> future) {
        try {
            future.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
