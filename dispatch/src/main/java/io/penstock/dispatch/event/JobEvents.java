package io.penstock.dispatch.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.limit.BudgetNews;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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

    /** Most jobs that start at once have started by then, and the others' events are not late yet. */
    private static final Duration HOLD = Duration.ofMillis(750);

    private final EventTopic topic;
    private final DelayQueue<Parcel> queue = new DelayQueue<>();
    /** New jobs of which nobody has told yet. */
    private final Set<JobId> untold = ConcurrentHashMap.newKeySet();

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
        for (var event : events) {
            if (event.type() == EventType.SUBMITTED) {
                heard(event.job());
            }
        }
        offer(new Parcel(events, null));
    }

    /**
     * Tells of new jobs, if Kafka takes it soon. Who takes a job at once tells that it was submitted, too, and before all else, which none could
     * be sure of who tells of it on his own. So it is told here only when nothing was heard of the job for a moment.
     */
    public void submitted(List<JobEvent> events) {
        var soon = events.stream().filter(e -> e.state() == State.QUEUED).toList();
        if (soon.size() < events.size()) {
            offer(events.stream().filter(e -> e.state() != State.QUEUED).toList());
        }
        soon.forEach(event -> untold.add(event.job()));
        if (!offer(new Parcel(
                soon.size(),
                topic -> JobEvent.records(
                        topic, soon.stream().filter(e -> untold.remove(e.job())).toList()),
                null,
                HOLD))) {
            soon.forEach(event -> heard(event.job()));
        }
    }

    /** Whether it matters who tells of a job. */
    public boolean listens() {
        return !untold.isEmpty();
    }

    /** Somebody has told of this job. */
    public void heard(JobId job) {
        untold.remove(job);
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
        offer(new Parcel(events.size(), topic -> BudgetEvent.records(topic, events), null, Duration.ZERO));
    }

    private boolean offer(Parcel parcel) {
        boolean taken = parcel.size == 0 || enqueue(parcel, topic.mostPending());
        if (!taken) {
            shed.increment(parcel.size);
        }
        return taken;
    }

    private boolean enqueue(Parcel parcel, int mostPending) {
        if (closed || pending.get() > mostPending) {
            return false;
        }
        pending.addAndGet(parcel.size);
        queue.add(parcel);
        return true;
    }

    private static final class Parcel implements Delayed {

        private static final AtomicLong NEXT = new AtomicLong();

        private final int size;
        private final Function<String, List<ProducerRecord<byte[], byte[]>>> records;
        private final @Nullable Arrival arrival;
        private final long due;
        private final long nr = NEXT.getAndIncrement();

        /** @param records what is left of it when it is sent, for a topic of this name */
        Parcel(
                int size,
                Function<String, List<ProducerRecord<byte[], byte[]>>> records,
                @Nullable Arrival arrival,
                Duration hold) {
            this.size = size;
            this.records = records;
            this.arrival = arrival;
            this.due = System.nanoTime() + hold.toNanos();
        }

        Parcel(List<JobEvent> events, @Nullable Arrival arrival) {
            this(events.size(), topic -> JobEvent.records(topic, events), arrival, Duration.ZERO);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            var parcel = (Parcel) other;
            int byTime = Long.signum(due - parcel.due);
            return byTime == 0 ? Long.compare(nr, parcel.nr) : byTime;
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
            queue.forEach(parcel -> lost(parcel, parcel.size, new KafkaException("Stopped before it was sent")));
            closeProducer();
        }
    }

    private void send(Parcel parcel) {
        // Before all that may fail: what is not kept any more is let go then, too.
        var records = parcel.records.apply(topic.name());
        int left = records.size();
        pending.addAndGet(left - parcel.size);
        try {
            topic.make();
            producer = producer == null ? topic.producer() : producer;
            for (var record : records) {
                var _ = producer.send(record, (metadata, failure) -> arrived(parcel, failure));
                left--;
            }
        } catch (RuntimeException | Error e) {
            lost(parcel, left, new KafkaException("It could not be sent", e));
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

    private void lost(Parcel parcel, int events, RuntimeException failure) {
        for (int i = 0; i < events; i++) {
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
