package io.penstock.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.limit.BudgetNews;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.embedded.kafka.EmbeddedKafkaServer;
import io.penstock.embedded.testing.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobEventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void theEventsOfAJobAreInOrder() {
        var topic = new EventTopic(
                LaneSettings.at(TestKafka.bootstrapServers()),
                new EventSettings("events." + UUID.randomUUID(), 4, Duration.ofHours(1), 20_000));
        var jobs = Stream.generate(JobId::next).limit(50).toList();
        var types = List.of(EventType.SUBMITTED, EventType.STARTED, EventType.PROGRESS, EventType.SUCCEEDED);
        try (var events = new JobEvents(topic, meters)) {
            types.forEach(type ->
                    events.offer(jobs.stream().map(job -> event(type, job)).toList()));
        }
        var found = read(topic, 200);
        for (var job : jobs) {
            assertThat(found.stream().filter(e -> e.job().equals(job)).map(JobEvent::type))
                    .containsExactlyElementsOf(types);
        }
        assertThat(meters.counter("penstock.events.sent").count()).isEqualTo(200);
    }

    @Test
    void whatIsSentHasArrivedWhenItSaysSo() {
        var topic = topic(TestKafka.bootstrapServers(), 20_000);
        var event = event(EventType.SUCCEEDED, JobId.next());
        try (var events = new JobEvents(topic, meters)) {
            events.send(List.of(event)).join();
            assertThat(read(topic, 1)).containsExactly(event);
            assertThat(events.send(List.of())).isCompleted();
        }
    }

    @Test
    void whatIsSaidOfABudgetIsSentBesides() {
        var topic = topic(TestKafka.bootstrapServers(), 20_000);
        var event = event(EventType.SUCCEEDED, JobId.next());
        var at = Instant.parse("2026-11-21T12:00:00Z");
        try (var events = new JobEvents(topic, meters)) {
            events.tell(List.of(new BudgetNews(BudgetNews.Type.EXHAUSTED, "money", 5, 5, at, at, at)));
            events.tell(List.of());
            events.send(List.of(event)).join();
            assertThat(read(topic, 1)).containsExactly(event);
        }
        assertThat(meters.counter("penstock.events.sent").count()).isEqualTo(2);
    }

    @Test
    void ofANewJobItIsToldWhenNobodyElseDid() {
        var topic = topic(TestKafka.bootstrapServers(), 20_000);
        var left = event(EventType.SUBMITTED, State.QUEUED);
        var heard = event(EventType.SUBMITTED, State.QUEUED);
        var started = event(EventType.SUBMITTED, State.QUEUED);
        var later = event(EventType.SUBMITTED, State.SCHEDULED);
        try (var events = new JobEvents(topic, meters)) {
            events.submitted(List.of(left, heard, started, later));
            assertThat(events.listens()).isTrue();
            events.heard(heard.job());
            events.offer(List.of(started, event(EventType.STARTED, started.job())));
        }
        assertThat(read(topic, 4))
                .extracting(JobEvent::type, JobEvent::job)
                .containsExactlyInAnyOrder(
                        tuple(EventType.SUBMITTED, later.job()),
                        tuple(EventType.SUBMITTED, started.job()),
                        tuple(EventType.STARTED, started.job()),
                        tuple(EventType.SUBMITTED, left.job()));
        assertThat(meters.get("penstock.events.pending").gauge().value()).isZero();
    }

    @Test
    void withoutKafkaNobodyIsHeldUpAndWhatIsTooMuchIsDropped() {
        try (var events = new JobEvents(topic("127.0.0.1:1", 10), meters)) {
            IntStream.range(0, 30).forEach(i -> events.offer(List.of(event(EventType.STARTED, JobId.next()))));
            assertThat(meters.counter("penstock.events.shed").count()).isGreaterThanOrEqualTo(15);
            var last = IntStream.range(0, 60)
                    .mapToObj(i -> events.send(List.of(event(EventType.SUCCEEDED, JobId.next()))))
                    .toList();
            assertThat(last.getFirst()).isNotCompletedExceptionally();
            assertThat(last.getLast()).isCompletedExceptionally();
        }
    }

    @Test
    void withoutKafkaNoNewJobIsKeptInMind() {
        try (var events = new JobEvents(topic("127.0.0.1:1", 10), meters)) {
            events.submitted(List.of(event(EventType.SUBMITTED, State.QUEUED)));
            await().atMost(PATIENCE).until(() -> !events.listens());
        }
    }

    @Test
    void whatDidNotArriveSaysSo() {
        try (var events = new JobEvents(topic("127.0.0.1:1", 10), meters)) {
            var sent = events.send(List.of(event(EventType.SUCCEEDED, JobId.next())));
            await().atMost(PATIENCE).until(sent::isCompletedExceptionally);
        }
    }

    @Test
    void whenKafkaIsBackEventsGoOn(@TempDir Path folder) {
        var kafka = EmbeddedKafkaServer.start(folder);
        try (var events = new JobEvents(topic(kafka.bootstrapServers(), 100), meters)) {
            events.send(List.of(event(EventType.SUCCEEDED, JobId.next()))).join();
            int port = kafka.port();
            kafka.close();
            var during = events.send(List.of(event(EventType.SUCCEEDED, JobId.next())));
            kafka = EmbeddedKafkaServer.start(folder, port);
            await().atMost(PATIENCE).until(during::isDone);
            await().atMost(PATIENCE)
                    .until(() -> !events.send(List.of(event(EventType.SUCCEEDED, JobId.next())))
                            .handle((done, failure) -> failure != null)
                            .join());
        } finally {
            kafka.close();
        }
    }

    private static EventTopic topic(String kafka, int pending) {
        return new EventTopic(
                LaneSettings.at(kafka),
                new EventSettings("events." + UUID.randomUUID(), 1, Duration.ofHours(1), pending));
    }

    private static JobEvent event(EventType type, JobId job) {
        return new JobEvent(type, job, 1, "probe", 1, State.RUNNING, null, Instant.now(), null);
    }

    private static JobEvent event(EventType type, State state) {
        return new JobEvent(type, JobId.next(), 1, "probe", 0, state, null, Instant.now(), null);
    }

    private static List<JobEvent> read(EventTopic topic, int many) {
        var found = new ArrayList<JobEvent>();
        try (var consumer = topic.consumer()) {
            topic.seek(consumer, topic.oldest(consumer));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> JobEvent.decode(record.value()).ifPresent(found::add));
                return found.size() >= many;
            });
        }
        return found;
    }
}
