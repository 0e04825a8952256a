package io.penstock.dispatch.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.limit.BudgetNews;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens to jobs. Who has something to tell hands it over and goes on: a thread of its own sends, and when more waits for
 * Kafka than is sensible, what comes then is dropped and counted.
 */
public final class JobEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobEvents.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    /** The final ones may wait in larger numbers: to find them again from the rows is work too. */
    private static final int FINAL_ONES = 4;

    private final EventTopic topic;
    private final LinkedBlockingQueue<Parcel> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final Counter sent;
    private final Counter shed;
    private final Thread sender;
    /** The sender's own. */
    private @Nullable Producer<byte[], byte[]> producer;

    private volatile boolean closed;

    public JobEvents(EventTopic topic, MeterRegistry meters) {
        this.topic = topic;
        this.sent = meters.counter("penstock.events.sent");
        this.shed = meters.counter("penstock.events.shed");
        meters.gauge("penstock.events.pending", pending);
        this.sender = Thread.ofPlatform().name("job-events").daemon().unstarted(this::run);
        this.sender.start();
    }

    /** Sends them if Kafka takes them soon. */
    public void offer(List<JobEvent> events) {
        if (!events.isEmpty() && !enqueue(new Parcel(events, null), topic.mostPending())) {
            shed.increment(events.size());
        }
    }

    /** Completes when Kafka has them all, and fails when some may be missing. */
    public CompletableFuture<Void> send(List<JobEvent> events) {
        var arrival = new Arrival(events.size());
        if (events.isEmpty()) {
            arrival.complete(null);
        } else if (!enqueue(new Parcel(events, arrival), topic.mostPending() * FINAL_ONES)) {
            arrival.completeExceptionally(new KafkaException("Too many events wait for Kafka"));
        }
        return arrival;
    }

    /** Sends what is to be said of budgets, if Kafka takes it soon. */
    public void tell(List<BudgetNews> news) {
        var events = news.stream().map(BudgetEvent::new).toList();
        if (!events.isEmpty()
                && !enqueue(
                        new Parcel(events.size(), topic -> BudgetEvent.records(topic, events), null),
                        topic.mostPending())) {
            shed.increment(events.size());
        }
    }

    private boolean enqueue(Parcel parcel, int mostPending) {
        if (closed || pending.get() > mostPending) {
            return false;
        }
        pending.addAndGet(parcel.size);
        queue.add(parcel);
        return true;
    }

    /** @param records what is in it, for a topic of this name */
    private record Parcel(
            int size,
            Function<String, List<ProducerRecord<byte[], byte[]>>> records,
            @Nullable Arrival arrival) {

        Parcel(List<JobEvent> events, @Nullable Arrival arrival) {
            this(events.size(), topic -> JobEvent.records(topic, events), arrival);
        }

        void arrived(@Nullable Exception failure) {
            if (arrival != null) {
                arrival.one(failure);
            }
        }
    }

    private static final class Arrival extends CompletableFuture<Void> {
        private final AtomicInteger left;

        Arrival(int events) {
            this.left = new AtomicInteger(events);
        }

        void one(@Nullable Exception failure) {
            if (failure != null) {
                completeExceptionally(failure);
            } else if (left.decrementAndGet() == 0) {
                complete(null);
            }
        }
    }

    private void run() {
        boolean failing = false;
        try {
            while (!closed || !queue.isEmpty()) {
                var parcel = queue.take();
                try {
                    send(parcel);
                    failing = false;
                } catch (RuntimeException | Error e) {
                    if (!failing) {
                        LOG.warn(
                                "Kafka takes no events; the final ones are found again from the rows: {}",
                                e.toString());
                    }
                    failing = true;
                    topic.doubt();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Told to stop with {} events unsent", pending.get());
        } finally {
            queue.forEach(parcel -> lost(parcel, 0, new KafkaException("Stopped before it was sent")));
            closeProducer();
        }
    }

    private void send(Parcel parcel) {
        int handed = 0;
        try {
            topic.make();
            producer = producer == null ? topic.producer() : producer;
            for (var record : parcel.records.apply(topic.name())) {
                var _ = producer.send(record, (metadata, failure) -> arrived(parcel, failure));
                handed++;
            }
        } catch (RuntimeException | Error e) {
            lost(parcel, handed, new KafkaException("It could not be sent", e));
            if (!(e instanceof RetriableException)) {
                closeProducer();
            }
            throw e;
        }
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(STOP_PATIENCE);
            producer = null;
        }
    }

    private void arrived(Parcel parcel, @Nullable Exception failure) {
        pending.decrementAndGet();
        (failure == null ? sent : shed).increment();
        parcel.arrived(failure);
    }

    private void lost(Parcel parcel, int from, RuntimeException failure) {
        for (int i = from; i < parcel.size; i++) {
            arrived(parcel, failure);
        }
    }

    /** Sends what was handed over, if Kafka takes it at once. */
    @Override
    public void close() {
        closed = true;
        queue.add(new Parcel(List.of(), null));
        try {
            sender.join(STOP_PATIENCE);
            sender.interrupt();
            sender.join(STOP_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
