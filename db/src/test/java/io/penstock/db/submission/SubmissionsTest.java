package io.penstock.db.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.database.Columns;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.gate.Turns.Turn;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submitted.Created;
import io.penstock.db.submission.Submitted.Duplicate;
import io.penstock.db.submission.Submitted.KeyReused;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class SubmissionsTest {

    private static final Kind<?, ?> AI = new Kind<>(
            "test.ai",
            "For tests.",
            Lane.AI,
            Probe.Payload.class,
            Probe.Result.class,
            Probe.KIND.retry(),
            Duration.ofMinutes(1));

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final List<Lane> nudged = Collections.synchronizedList(new ArrayList<>());

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), nudged::add);

    @Test
    void aSubmittedJobIsQueued() {
        var submission = Submission.of(7, Probe.KIND, "{\"note\": \"a\"}");
        assertThat(submissions.submit(submission)).isEqualTo(created(submission.id()));

        var row = LiveRow.of(test.database(), submission.id());
        assertThat(row.state()).isEqualTo("queued");
        assertThat(row.attempt()).isZero();
        assertThat(row.place()).isNotNull();
        assertThat(text("SELECT payload FROM job WHERE tenant = 7")).isEqualTo("{\"note\": \"a\"}");
        assertThat(text("SELECT kind || priority || max_attempts FROM job")).isEqualTo("probe55");
    }

    @Test
    void aJobWhoseTimeIsInTheFutureIsScheduled() {
        var due = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MICROS);
        var submission = at(due);
        submissions.submit(submission);
        var row = LiveRow.of(test.database(), submission.id());
        assertThat(row.state()).isEqualTo("scheduled");
        assertThat(row.dueAt()).isEqualTo(due);
        assertThat(row.place()).isNull();
    }

    @Test
    void aJobWhoseTimeIsPastIsQueuedAtOnce() {
        var submission = at(Instant.now().minusSeconds(1));
        submissions.submit(submission);
        assertThat(LiveRow.of(test.database(), submission.id()).state()).isEqualTo("queued");
    }

    @Test
    void jobsTakeTheirPlacesInTheOrderOfSubmission() {
        var batch = IntStream.range(0, 50)
                .mapToObj(i -> Submission.of(1, Probe.KIND, "{}"))
                .toList();
        assertThat(submissions.submitAll(batch))
                .isEqualTo(batch.stream().map(s -> created(s.id())).toList());
        var last = Submission.of(1, Probe.KIND, "{}");
        submissions.submit(last);
        var places = new ArrayList<Long>();
        batch.forEach(s -> places.add(LiveRow.of(test.database(), s.id()).place()));
        places.add(LiveRow.of(test.database(), last.id()).place());
        assertThat(places).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theSameRequestWithTheSameKeyIsAnsweredWithTheFirstJob() {
        var first = keyed("order-1", "buy");
        submissions.submit(first);
        assertThat(submissions.submit(keyed("order-1", "buy"))).isEqualTo(new Duplicate(first.id(), false));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aKeyThatBelongsToAnotherRequestIsRefused() {
        var first = keyed("order-1", "buy");
        submissions.submit(first);
        assertThat(submissions.submit(keyed("order-1", "sell"))).isEqualTo(new KeyReused(first.id()));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aKeyIsTheTenantsOwn() {
        var mine = keyed("order-1", "buy");
        var yours = Submission.of(2, Probe.KIND, "{}").with(new IdempotencyKey("order-1", ApiKey.hash("buy")));
        assertThat(submissions.submitAll(List.of(mine, yours)))
                .containsExactly(created(mine.id()), created(yours.id()));
    }

    @Test
    void twinsAtTheSameMomentMakeOneJob() {
        var answers = AtOnce.call(16, i -> submissions.submit(keyed("order-1", "buy")));
        assertThat(answers).filteredOn(Created.class::isInstance).hasSize(1);
        var made = answers.stream().map(Submitted::id).distinct().toList();
        assertThat(made).hasSize(1);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void twinsInOneBatchMakeOneJob() {
        var first = keyed("order-1", "buy");
        var other = Submission.of(1, Probe.KIND, "{}");
        assertThat(submissions.submitAll(List.of(first, other, keyed("order-1", "buy"), keyed("order-1", "sell"))))
                .containsExactly(
                        created(first.id()),
                        created(other.id()),
                        new Duplicate(first.id(), false),
                        new KeyReused(first.id()));
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    void aTwinWaitsUntilItIsKnownThatTheFirstOneCommitted() {
        var first = keyed("order-1", "buy");
        var twin = test.jdbi().inTransaction(handle -> {
            holdKey(handle, first);
            var waiting = AtOnce.start(() -> submissions.submit(keyed("order-1", "buy")));
            awaitALock();
            assertThat(waiting).isNotDone();
            return waiting;
        });
        assertThat(twin.join()).isEqualTo(new Duplicate(first.id(), false));
    }

    @Test
    void aTwinOfOneThatFailedIsCreated() {
        var twin = test.jdbi().withHandle(handle -> {
            handle.begin();
            holdKey(handle, keyed("order-1", "buy"));
            var waiting = AtOnce.start(() -> submissions.submit(keyed("order-1", "buy")));
            awaitALock();
            handle.rollback();
            return waiting;
        });
        assertThat(twin.join()).isInstanceOf(Created.class);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void transactionsWithTheSameKeysInOppositeOrdersDoNotWaitForEachOther() {
        for (int round = 0; round < 20; round++) {
            var keys = new ArrayList<String>();
            for (int key = 0; key < 30; key++) {
                keys.add("order-%d-%d".formatted(round, key));
            }
            var answers = AtOnce.call(
                    4,
                    i -> submissions.submitAll((i % 2 == 0 ? keys : keys.reversed())
                            .stream().map(key -> keyed(key, "buy")).toList()));
            assertThat(answers.stream().flatMap(List::stream))
                    .filteredOn(Created.class::isInstance)
                    .hasSize(30);
        }
    }

    @Test
    void aTransactionThatFailsStoresNothing() {
        var batch = List.of(keyed("order-1", "buy"), Submission.of(1, Probe.KIND, "{"));
        assertThatThrownBy(() -> submissions.submitAll(batch))
                .hasMessageContaining("invalid input syntax for type json");
        assertThat(jobs()).isZero();
        assertThat(text("SELECT count(*) FROM live")).isEqualTo("0");
        assertThat(text("SELECT count(*) FROM idempotency")).isEqualTo("0");
        assertThat(nudged).isEmpty();
    }

    @Test
    void aBadJobDoesNotTakeItsNeighboursDown() {
        var answers = AtOnce.call(12, i -> {
            try {
                return submissions
                        .submit(Submission.of(1, Probe.KIND, i == 5 ? "{" : "{}"))
                        .toString();
            } catch (RuntimeException e) {
                return "refused";
            }
        });
        assertThat(answers).filteredOn("refused"::equals).hasSize(1);
        assertThat(jobs()).isEqualTo(11);
    }

    @Test
    void theLanesWithSomethingToDispatchAreToldAfterTheCommit() {
        var seen = new ArrayList<String>();
        try (var told =
                new Submissions(test.jdbi(), new Gates(test.database()), lane -> seen.add(lane.label() + jobs()))) {
            told.submitAll(List.of(
                    Submission.of(1, Probe.KIND, "{}"),
                    Submission.of(1, AI, "{}"),
                    Submission.of(1, Probe.KIND, "{}")));
        }
        assertThat(seen).containsExactly("http3", "ai3");
    }

    @Test
    void aSubmissionGuardsItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Terms.DEFAULT.priority(10))
                .withMessageContaining("between 0 and 9, not 10");
        assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey("", new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey("k".repeat(256), new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> new IdempotencyKey("k", new byte[31]));
    }

    private static Submission at(Instant runAt) {
        return Submission.of(1, Probe.KIND, "{}", Terms.DEFAULT.runAt(runAt));
    }

    private static Submission keyed(String key, String request) {
        return Submission.of(1, Probe.KIND, "{}").with(new IdempotencyKey(key, ApiKey.hash(request)));
    }

    private static void holdKey(org.jdbi.v3.core.Handle handle, Submission first) {
        @Nullable IdempotencyKey key = first.key();
        handle.execute(
                "INSERT INTO idempotency (tenant, key, job, request) VALUES (1, ?, ?, ?)",
                key == null ? "" : key.key(),
                first.id().uuid(),
                key == null ? new byte[0] : key.request());
    }

    private void awaitALock() {
        await().until(() -> text("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'""").equals("1"));
    }

    private int jobs() {
        return Integer.parseInt(text("SELECT count(*) FROM job"));
    }

    private String text(String sql) {
        return test.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    /** As the database has it: the time is that of its own clock. */
    private Created created(JobId id) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT created_at, gate, live.priority, live.tenant, place FROM job JOIN live USING (id) WHERE id = :id")
                        .bind("id", id.uuid())
                        .map((row, context) -> new Created(
                                id,
                                Columns.time(row, "created_at"),
                                new Turn(
                                        new Queue(row.getInt("gate"), row.getInt("priority"), row.getInt("tenant")),
                                        row.getLong("place")),
                                false))
                        .one());
    }
}
