package io.penstock.api.wait;

import io.penstock.api.wait.Subscriptions.Found;
import io.penstock.db.job.JobId;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.event.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the events as they come, once for the whole process, wakes who waits for a job, and tells who follows. */
final class EventTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final EventTopic topic;
    private final JobEvents events;
    private final Waiters waiters;
    private final Subscriptions subscriptions;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile @Nullable Position position;

    EventTail(EventTopic topic, JobEvents events, Waiters waiters, Subscriptions subscriptions) {
        this.topic = topic;
        this.events = events;
        this.waiters = waiters;
        this.subscriptions = subscriptions;
        this.thread = Thread.ofPlatform().name("event-tail").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** All events before it have been told; nothing before Kafka was reached for the first time. */
    Optional<Position> position() {
        return Optional.ofNullable(position);
    }

    private void run() {
        boolean failing = false;
        while (!isStopped()) {
            try (var joined = topic.consumer()) {
                consumer = joined;
                begin(joined);
                failing = false;
                while (!isStopped()) {
                    joined.poll(POLL).forEach(this::tell);
                    position = topic.next(joined);
                }
            } catch (WakeupException e) {
                LOG.debug("The tail of the events is told to stop");
            } catch (RuntimeException | Error e) {
                if (!failing) {
                    LOG.warn("The events cannot be read; who waits looks for himself now and then: {}", e.toString());
                }
                failing = true;
                rest();
            }
        }
    }

    /** Where it was, if that is still there, or at the end. */
    private void begin(Consumer<byte[], byte[]> joined) {
        var was = position;
        var end = topic.end(joined);
        boolean goesOn = was != null && was.isWithin(topic.oldest(joined), end);
        var from = goesOn && was != null ? was : end;
        topic.seek(joined, from);
        if (was != null && !goesOn) {
            subscriptions.cutOffAll();
        }
        position = from;
        waiters.wakeAll();
    }

    private void tell(ConsumerRecord<byte[], byte[]> record) {
        var job = job(record);
        job.ifPresent(events::heard);
        var awaited = job.filter(waiters::await);
        if (subscriptions.isEmpty() && awaited.isEmpty()) {
            return;
        }
        var event = JobEvent.decode(record.value());
        if (event.isEmpty() || event.get().type().isSeen()) {
            awaited.ifPresent(waiters::wake);
        }
        event.ifPresent(told -> subscriptions.tell(new Found(told, record.partition(), record.offset())));
    }

    /** The job it is about, if anybody wants to know. */
    private Optional<JobId> job(ConsumerRecord<byte[], byte[]> record) {
        return (waiters.isEmpty() && !events.listens()) || record.key() == null
                ? Optional.empty()
                : JobId.parse(new String(record.key(), StandardCharsets.US_ASCII));
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void rest() {
        try {
            stopped.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        var reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
