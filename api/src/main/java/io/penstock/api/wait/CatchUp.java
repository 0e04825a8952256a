package io.penstock.api.wait;

import io.penstock.api.wait.Subscriptions.Found;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads what was told between two positions. */
final class CatchUp implements AutoCloseable {

    private final Consumer<byte[], byte[]> consumer;
    private final EventTopic topic;
    private final Position end;
    private final Runnable whenClosed;
    private final boolean gap;
    private final Position begin;
    private final Deque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

    private CatchUp(
            Consumer<byte[], byte[]> consumer, EventTopic topic, Position from, Position end, Runnable whenClosed) {
        this.consumer = consumer;
        this.topic = topic;
        this.end = end;
        this.whenClosed = whenClosed;
        var oldest = topic.oldest(consumer);
        // A position that lies ahead is one of an earlier topic of this name.
        this.gap = !from.isWithin(oldest, end);
        this.begin = gap ? oldest : from;
        topic.seek(consumer, begin);
    }

    static CatchUp begin(EventTopic topic, Position from, Position end, Runnable whenClosed) {
        var consumer = topic.consumer();
        try {
            return new CatchUp(consumer, topic, from, end, whenClosed);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Whether some of what was asked for is not kept any more. */
    boolean hasGap() {
        return gap;
    }

    /** Where it begins: where it was asked to, or at the oldest that is kept. */
    Position begin() {
        return begin;
    }

    boolean isDone() {
        return read.isEmpty() && end.equals(end.orNearer(topic.next(consumer)));
    }

    boolean hasMore() {
        return !read.isEmpty();
    }

    /** The next one, or nothing when none came within this time or this one says nothing that is known. */
    @Nullable
    Found next(Duration atMost) {
        if (read.isEmpty()) {
            consumer.poll(atMost).forEach(record -> {
                if (record.offset() < end.of(record.partition())) {
                    read.add(record);
                }
            });
        }
        var record = read.poll();
        return record == null
                ? null
                : JobEvent.decode(record.value())
                        .map(event -> new Found(event, record.partition(), record.offset()))
                        .orElse(null);
    }

    @Override
    public void close() {
        consumer.close();
        whenClosed.run();
    }
}
