package io.penstock.scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.catalog.Catalog;
import io.penstock.db.control.Cancellation;
import io.penstock.db.control.Cancellations;
import io.penstock.db.event.UnsentEndings;
import io.penstock.db.gate.Gates;
import io.penstock.db.replay.Replay;
import io.penstock.db.replay.Replayed;
import io.penstock.db.replay.Replays;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import io.penstock.dispatch.event.EventSettings;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.embedded.testing.TestKafka;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TellEndingsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final EventTopic topic = new EventTopic(
            LaneSettings.at(TestKafka.bootstrapServers()), EventSettings.to("told." + UUID.randomUUID()));
    private final JobEvents events = new JobEvents(topic, new SimpleMeterRegistry());
    private final WorkerRows workers = WorkerRows.in(test.database());
    private final Instant soon = Instant.now().minusSeconds(60);

    /** Everything of the test happened within the last hour. */
    private TellEndings duty(JobEvents events) {
        test.jdbi().useHandle(h -> h.execute("UPDATE events_progress SET until = now() - interval '1 hour'"));
        return new TellEndings(new UnsentEndings(test.jdbi()), events);
    }

    @AfterEach
    void stop() {
        events.close();
    }

    @Test
    void whatEndedWithoutAWorkerIsToldOnce() {
        var cancelled = row().cancelled().since(soon).insert();
        var expired = row().expired().since(soon).insert();
        var duty = duty(events);
        duty.runOnce();
        duty.runOnce();
        assertThat(read(2))
                .extracting(e -> e.job() + " " + e.type().label())
                .containsExactlyInAnyOrder(cancelled + " job.cancelled", expired + " job.expired");
        row().cancelled().since(Instant.now().minusSeconds(30)).insert();
        duty.runOnce();
        assertThat(toldSoFar()).hasSize(2);
    }

    @Test
    void aJobThatWasReplayedBeforeItsEndWasToldHasBothItsEndsTold() {
        var id = row().cancelled().since(soon).insert();
        var replays = new Replays(
                test.jdbi(), new Gates(test.database()), Catalog.kinds(List.of()), (jobs, state) -> {}, lane -> {});
        assertThat(replays.replay(Replay.of(1, id))).isEqualTo(new Replayed.Begun(2));
        assertThat(new Cancellations(test.jdbi()).cancel(1, id)).isInstanceOf(Cancellation.Cancelled.class);
        var duty = duty(events);
        await().atMost(PATIENCE).until(() -> {
            duty.runOnce();
            return toldSoFar().size() == 2;
        });
        assertThat(toldSoFar()).allSatisfy(event -> {
            assertThat(event.job()).isEqualTo(id);
            assertThat(event.type()).isEqualTo(EventType.CANCELLED);
        });
        assertThat(toldSoFar()).extracting(JobEvent::id).doesNotHaveDuplicates();
        assertThat(toldSoFar()).extracting(JobEvent::attempt).containsExactly(0, 1);
    }

    @Test
    void moreThanAPageIsToldToo() {
        insertCancelled(4500);
        duty(events).runOnce();
        assertThat(read(4500)).extracting(JobEvent::id).doesNotHaveDuplicates();
    }

    @Test
    void whatAKilledWorkerCommittedAndDidNotTellIsTold() {
        int killed = workers.lapsed();
        until(killed, soon);
        var untold = IntStream.range(0, 20)
                .mapToObj(i -> row().succeeded()
                        .finishedBy(killed)
                        .since(soon.plusSeconds(i))
                        .insert())
                .toList();
        row().succeeded().finishedBy(killed).since(soon.minusSeconds(1)).insert();
        row().succeeded().finishedBy(workers.alive()).since(soon).insert();
        var duty = duty(events);
        await().atMost(PATIENCE).until(() -> {
            duty.runOnce();
            return isPast(killed, soon.plusSeconds(21));
        });
        assertThat(read(20)).extracting(JobEvent::job).containsExactlyInAnyOrderElementsOf(untold);
    }

    @Test
    void whatALivingWorkerMissesIsTold() {
        int worker = workers.alive();
        until(worker, soon);
        var id = row().succeeded().finishedBy(worker).since(soon.plusSeconds(1)).insert();
        var duty = duty(events);
        duty.runOnce();
        assertThat(toldSoFar()).isEmpty();
        test.jdbi().useHandle(h -> h.execute("UPDATE worker SET events_missing = true WHERE id = ?", worker));
        duty(events).runOnce();
        // The first still leads.
        assertThat(toldSoFar()).isEmpty();
        test.jdbi().useHandle(h -> h.execute("UPDATE events_progress SET held_until = now() - interval '1 second'"));
        duty(events).runOnce();
        assertThat(read(1)).extracting(JobEvent::job).containsExactly(id);
    }

    @Test
    void whileKafkaIsAwayNothingIsTakenForTold() {
        int killed = workers.lapsed();
        until(killed, soon);
        var ofWorker =
                row().succeeded().finishedBy(killed).since(soon.plusSeconds(1)).insert();
        var cancelled = row().cancelled().since(soon).insert();
        var nowhere = new EventTopic(LaneSettings.at("127.0.0.1:1"), EventSettings.to("nowhere"));
        try (var lost = new JobEvents(nowhere, new SimpleMeterRegistry())) {
            var duty = duty(lost);
            assertThatThrownBy(duty::runOnce).isInstanceOf(IllegalStateException.class);
        }
        assertThat(isPast(killed, soon.plusSeconds(1))).isFalse();
        test.jdbi().useHandle(h -> h.execute("UPDATE events_progress SET held_until = now() - interval '1 second'"));
        new TellEndings(new UnsentEndings(test.jdbi()), events).runOnce();
        assertThat(read(2)).extracting(JobEvent::job).containsExactlyInAnyOrder(ofWorker, cancelled);
    }

    @Test
    void anEndingThatIsCommittedLateIsNotPassedOver() {
        var id = row().queued().insert();
        var duty = duty(events);
        try (var open = test.jdbi().open()) {
            open.begin();
            open.execute("""
                    WITH gone AS (DELETE FROM live WHERE id = ? RETURNING *)
                    INSERT INTO outcome (tenant, id, state, attempt) SELECT tenant, id, 'cancelled', attempt FROM gone""", id.uuid());
            duty.runOnce();
            duty.runOnce();
            assertThat(toldSoFar()).isEmpty();
            open.commit();
        }
        await().atMost(PATIENCE).until(() -> {
            duty.runOnce();
            return !toldSoFar().isEmpty();
        });
        assertThat(toldSoFar()).extracting(JobEvent::job).containsExactly(id);
    }

    private void until(int worker, Instant at) {
        test.jdbi()
                .useHandle(h -> h.execute(
                        "UPDATE worker SET events_until = ?, lapsed_at = CASE WHEN lapsed_at IS NOT NULL THEN now() - interval '30 seconds' END WHERE id = ?",
                        at.atOffset(ZoneOffset.UTC),
                        worker));
    }

    private boolean isPast(int worker, Instant at) {
        return test.jdbi()
                .withHandle(h -> h.createQuery("SELECT events_until > :at FROM worker WHERE id = :id")
                        .bind("at", at.atOffset(ZoneOffset.UTC))
                        .bind("id", worker)
                        .mapTo(Boolean.class)
                        .one());
    }

    private void insertCancelled(int many) {
        test.jdbi().useHandle(h -> h.createUpdate("""
                        WITH made AS (SELECT uuidv7() AS id FROM generate_series(1, :many)),
                        j AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) SELECT 1, id, 'probe', 5, 5, '{}' FROM made)
                        INSERT INTO outcome (tenant, id, state, attempt, finished_at) SELECT 1, id, 'cancelled', 0, now() - interval '1 minute' FROM made""").bind("many", many).execute());
    }

    private JobRows row() {
        return JobRows.in(test.database());
    }

    private List<JobEvent> read(int many) {
        await().atMost(PATIENCE).until(() -> toldSoFar().size() >= many);
        return toldSoFar();
    }

    private List<JobEvent> toldSoFar() {
        var found = new ArrayList<JobEvent>();
        try (var consumer = topic.consumer()) {
            topic.seek(consumer, topic.oldest(consumer));
            var end = topic.end(consumer);
            while (!topic.next(consumer).equals(end)) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record ->
                                found.add(JobEvent.decode(record.value()).orElseThrow()));
            }
        }
        return found;
    }
}
