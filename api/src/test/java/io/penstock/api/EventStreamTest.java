package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.api.SseReader.Event;
import io.penstock.api.wait.Filter;
import io.penstock.api.wait.Followers;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.embedded.testing.TestKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String topic = "stream." + UUID.randomUUID();
    private final List<TestApi> started = new ArrayList<>();
    private TestApi api = start(Map.of());
    private final TestClient client = api.newTenant();

    private TestApi start(Map<String, Object> more) {
        var settings = new HashMap<String, Object>(more);
        settings.put("penstock.events.topic", topic);
        settings.put("penstock.events.partitions", 3);
        var process = TestApi.start(TestApi.shared().url(), settings);
        started.add(process);
        return process;
    }

    @AfterEach
    void stop() {
        started.forEach(TestApi::close);
    }

    @Test
    void ownEventsAreToldAndOthersAreNot() throws IOException {
        var stranger = api.newTenant();
        try (var stream = follow("", null)) {
            tell(event(stranger.tenant(), "probe", null));
            var mine = event(client.tenant(), "probe", null);
            tell(mine);
            var told = stream.await("job.succeeded");
            assertThat(told.data()).isEqualTo(text(mine));
            assertThat(stream.events()).hasSize(1);
        }
    }

    @Test
    void aBatchOrAKindIsFollowed() throws IOException {
        var batch = BatchId.next();
        try (var ofBatch = follow("?batch=" + batch, null);
                var ofKind = follow("?kind=http.request", null);
                var ofBoth = follow("?kind=http.request&batch=" + batch, null)) {
            tell(event(client.tenant(), "probe", null));
            tell(event(client.tenant(), "probe", BatchId.next()));
            tell(event(client.tenant(), "probe", batch));
            tell(event(client.tenant(), "http.request", null));
            var last = event(client.tenant(), "http.request", batch);
            tell(last);
            for (var stream : List.of(ofBatch, ofKind, ofBoth)) {
                stream.await(e -> e.data().contains(last.id()));
            }
            assertThat(ofBatch.events()).hasSize(2).allMatch(e -> e.data().contains(batch.toString()));
            assertThat(ofKind.events()).hasSize(2).allMatch(e -> e.data().contains("http.request"));
            assertThat(ofBoth.events()).hasSize(1);
        }
    }

    @Test
    void whoComesBackToAnotherProcessMissesNothingAndIsToldNothingTwice() throws IOException {
        var events = IntStream.range(0, 60)
                .mapToObj(i -> event(client.tenant(), "probe", null))
                .toList();
        List<Event> first;
        try (var stream = follow("", null)) {
            events.subList(0, 20).forEach(this::tell);
            await().atMost(PATIENCE).until(() -> stream.events().size() == 20);
            first = stream.events();
        }
        events.subList(20, 40).forEach(this::tell);
        api.close();
        api = start(Map.of());
        for (int i : List.of(0, 7, 19)) {
            var read = first.subList(0, i + 1).stream().map(Event::data).toList();
            var unread = events.subList(0, 40).stream()
                    .map(EventStreamTest::text)
                    .filter(event -> !read.contains(event))
                    .toList();
            try (var again = follow("", first.get(i).id())) {
                await().atMost(PATIENCE).until(() -> again.events().size() >= unread.size());
                assertThat(again.events()).extracting(Event::data).containsExactlyInAnyOrderElementsOf(unread);
            }
        }
        try (var again = follow("", first.getLast().id())) {
            events.subList(40, 60).forEach(this::tell);
            await().atMost(PATIENCE).until(() -> again.events().size() >= 40);
            assertThat(again.events())
                    .extracting(Event::data)
                    .doesNotHaveDuplicates()
                    .hasSize(40);
        }
    }

    @Test
    void whatIsNotKeptAnyMoreIsAGap() throws Exception {
        Event first;
        try (var stream = follow("", null)) {
            tell(event(client.tenant(), "probe", null));
            first = stream.await("job.succeeded");
        }
        IntStream.range(0, 30).forEach(i -> tell(event(client.tenant(), "probe", null)));
        forget();
        var kept = event(client.tenant(), "probe", null);
        tell(kept);
        try (var again = follow("", first.id())) {
            again.await(e -> e.data().contains(kept.id()));
            assertThat(again.events()).extracting(Event::type).containsExactly("gap", "job.succeeded");
        }
    }

    @Test
    void aPositionOfAnEarlierTopicIsAGap() throws IOException {
        try (var stream = follow("", "100000-100000-100000")) {
            stream.await("gap");
        }
        try (var stream = follow("", "5")) {
            stream.await("gap");
        }
    }

    @Test
    void aStreamWithNothingToSayMovesItsReaderOn() throws IOException {
        api = start(Map.of("penstock.wait.heartbeat", "100ms"));
        try (var stream = follow("?kind=never", null)) {
            var before = stream.await(e -> !e.id().isEmpty()).id();
            tell(event(client.tenant(), "probe", null));
            stream.await(e -> !e.id().isEmpty() && !e.id().equals(before));
            assertThat(stream.events()).isEmpty();
        }
    }

    @Test
    void aReaderThatIsTooSlowIsCutOff() throws Exception {
        api = start(Map.of("penstock.wait.buffer", 5));
        var followers = api.bean(Followers.class);
        await().atMost(PATIENCE).until(() -> {
            var ready = followers.follow(new Filter(client.tenant(), null, null), null);
            ready.ifPresent(f -> f.close());
            return ready.isPresent();
        });
        try (var slow = followers
                        .follow(new Filter(client.tenant(), null, null), null)
                        .orElseThrow();
                var other = followers
                        .follow(new Filter(client.tenant(), null, "end"), null)
                        .orElseThrow()) {
            IntStream.range(0, 10).forEach(i -> tell(event(client.tenant(), "probe", null)));
            IntStream.range(0, 30).forEach(i -> tell(event(client.tenant(), "end", null)));
            await().atMost(PATIENCE).until(() -> other.isCutOff() || other.next(Duration.ofSeconds(1)) != null);
            assertThat(slow.isCutOff()).isFalse();
            for (int i = 0; i < 5; i++) {
                assertThat(slow.next(PATIENCE)).isNotNull();
            }
            assertThat(slow.next(Duration.ZERO)).isNull();
            assertThat(slow.isCutOff()).isTrue();
            var rest = new Filter(client.tenant(), null, "probe");
            try (var again = followers.follow(rest, slow.position()).orElseThrow()) {
                for (int i = 5; i < 10; i++) {
                    assertThat(again.next(PATIENCE)).isNotNull();
                }
            }
        }
    }

    @Test
    void aProcessThatStopsEndsItsStreams() throws IOException {
        try (var stream = follow("", null)) {
            api.close();
            stream.awaitEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-", "-1", "1--2", "99999999999999999999"})
    void aPositionThatIsNoneIsRefused(String lastEventId) {
        var answer = client.send(client.request("/v1/events").header("Last-Event-ID", lastEventId))
                .isProblem(400, "invalid_request");
        assertThat(answer.text("/detail")).contains("Last-Event-ID");
    }

    @Test
    void aFilterThatIsNoneIsRefused() {
        client.get("/v1/events?batch=nonsense").isInvalidAt("/batch");
        client.get("/v1/events?kind=%00").isInvalidAt("/kind");
        client.get("/v1/events?bacth=x").isInvalidAt("/bacth");
        api.stranger().get("/v1/events").isProblem(401, "no_key");
    }

    /** A process that has just been started needs a moment to reach Kafka, and says so. */
    private SseReader follow(String query, @Nullable String lastEventId) {
        var at = new TestClient(api.port(), client.tenant(), client.authorization());
        await().atMost(PATIENCE)
                .until(() -> at.send(at.request("/v1/events").HEAD()).status() == 200);
        var stream = SseReader.open(at, "/v1/events" + query, lastEventId);
        assertThat(stream.status()).isEqualTo(200);
        stream.await(e -> !e.id().isEmpty());
        return stream;
    }

    private void tell(JobEvent event) {
        api.bean(JobEvents.class).send(List.of(event)).join();
    }

    private static String text(JobEvent event) {
        return new String(event.encode(), StandardCharsets.US_ASCII);
    }

    private static JobEvent event(int tenant, String kind, @Nullable BatchId batch) {
        return new JobEvent(
                EventType.SUCCEEDED, JobId.next(), tenant, kind, 1, State.SUCCEEDED, batch, Instant.now(), null);
    }

    private void forget() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            for (int partition = 0; partition < 3; partition++) {
                admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(-1)))
                        .all()
                        .get();
            }
        }
    }
}
