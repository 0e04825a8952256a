package io.penstock.benchmark;

import io.penstock.db.job.JobId;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/** What became of jobs, and when, as the events tell it. */
final class Chronicle implements AutoCloseable {

    private final Map<Transition, Instant> times = new ConcurrentHashMap<>();
    private final Map<JobId, Instant> startedAgain = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> counts = new ConcurrentHashMap<>();
    private final Thread reader;
    private volatile boolean closed;

    Chronicle(EventTopic topic) {
        var consumer = topic.consumer();
        topic.seek(consumer, topic.end(consumer));
        this.reader = Thread.ofPlatform().daemon().start(() -> read(consumer));
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        try (consumer) {
            while (!closed) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> JobEvent.decode(record.value()).ifPresent(this::note));
            }
        }
    }

    /** A job that came back from its lane is dispatched once more, and the last time counts. */
    private void note(JobEvent event) {
        if (event.type() == EventType.STARTED && event.attempt() > 1) {
            startedAgain.putIfAbsent(event.job(), event.at());
            return;
        }
        times.put(new Transition(event.job(), event.type()), event.at());
        if (event.type() == EventType.STARTED) {
            counts.merge(event.tenant(), 1, Integer::sum);
        }
    }

    Instant awaited(JobId job, EventType type) {
        var transition = new Transition(job, type);
        var at = times.get(transition);
        while (at == null) {
            LockSupport.parkNanos(5_000_000);
            at = times.get(transition);
        }
        return at;
    }

    /** When it happened, if it did; of starts the first one. */
    @Nullable
    Instant at(JobId job, EventType type) {
        return times.get(new Transition(job, type));
    }

    /** When a second attempt began, by job. */
    Map<JobId, Instant> startedAgain() {
        return Map.copyOf(startedAgain);
    }

    private record Transition(JobId job, EventType type) {}

    void countAnew() {
        counts.clear();
    }

    int counted() {
        return counts.values().stream().mapToInt(n -> n).sum();
    }

    Map<Integer, Integer> counts() {
        return Map.copyOf(counts);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join();
    }
}
