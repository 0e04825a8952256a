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

/** The lanes: two Kafka topics each, written by dispatchers, and read by the share groups of the workers that serve it. */
public final class Lanes implements AutoCloseable {

    /** Where on a lane. */
    public enum Track {
        MAIN,

        /** Of jobs whose tenants have no other waiting. Workers keep slots for it, so that none of these waits for those who have many. */
        FAST
    }

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMillis(250);

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

    /** The share group that reads it has the same name. */
    public String topic(Lane lane, Track track) {
        return settings.topics() + lane.label() + (track == Track.FAST ? ".fast" : "");
    }

    /** Makes the topics and sets up the groups that are not there yet; does nothing when it did so before. */
    public void make() {
        if (made) {
            return;
        }
        try {
            for (var lane : Lane.values()) {
                for (var track : Track.values()) {
                    make(topic(lane, track));
                }
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
    public List<Integer> send(Lane lane, Track track, List<LaneRecord> records) {
        var topic = topic(lane, track);
        var sent = new ArrayList<Optional<Future<RecordMetadata>>>(records.size());
        var producer = producers.createProducer();
        boolean reachable = true;
        for (var record : records) {
            var future = reachable ? send(producer, topic, record) : Optional.<Future<RecordMetadata>>empty();
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
     * How many records there no worker has acknowledged; nothing while Kafka does not know, as before the group's first member, and when it
     * does not say so soon. Kafka keeps this anyway, and asking costs Postgres nothing, but now and then the answer takes it seconds.
     */
    public CompletableFuture<OptionalInt> depth(Lane lane, Track track) {
        var topic = topic(lane, track);
        var partitions = partitions(topic);
        return admin.listShareGroupOffsets(Map.of(topic, new ListShareGroupOffsetsSpec().topicPartitions(partitions)))
                .partitionsToOffsetInfo(topic)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SOON.toMillis(), TimeUnit.MILLISECONDS)
                .handle((offsets, failure) -> failure == null ? lag(partitions, offsets) : OptionalInt.empty());
    }

    private static OptionalInt lag(
            List<TopicPartition> partitions, Map<TopicPartition, SharePartitionOffsetInfo> offsets) {
        int lag = 0;
        for (var partition : partitions) {
            var offset = offsets.get(partition);
            if (offset == null || offset.lag().isEmpty()) {
                return OptionalInt.empty();
            }
            lag += offset.lag().get().intValue();
        }
        return OptionalInt.of(lag);
    }

    private List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, settings.partitions())
                .mapToObj(i -> new TopicPartition(topic, i))
                .toList();
    }

    /**
     * A member of the share group. It acquires at most this many records a poll, and none that the poll does not return;
     * every record must be acknowledged before the next poll.
     */
    public ShareConsumer<byte[], byte[]> join(Lane lane, Track track, int atMost) {
        make();
        var topic = topic(lane, track);
        var consumer = new DefaultShareConsumerFactory<byte[], byte[]>(
                        Map.<String, Object>of(
                                "bootstrap.servers", settings.kafka(),
                                "share.acknowledgement.mode", "explicit",
                                "share.acquire.mode", "record_limit",
                                "max.poll.records", atMost,
                                "retry.backoff.ms", "10",
                                "reconnect.backoff.max.ms", "1000"),
                        ByteArrayDeserializer::new,
                        ByteArrayDeserializer::new)
                .createShareConsumer(topic, "");
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    @Override
    public void close() {
        producers.destroy();
        admin.close(Duration.ZERO);
    }

    private void make(String topic) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(settings.partitions()), Optional.empty())))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        // A group starts at the latest record unless told otherwise, and would miss what was dispatched before its
        // first worker came.
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.GROUP, topic),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                .all()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Optional<Future<RecordMetadata>> send(Producer<byte[], byte[]> producer, String topic, LaneRecord record) {
        try {
            return Optional.of(producer.send(new ProducerRecord<>(topic, record.encode())));
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
