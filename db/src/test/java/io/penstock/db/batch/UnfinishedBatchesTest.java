package io.penstock.db.batch;

import static io.penstock.db.batch.Sent.TENANT;
import static io.penstock.db.batch.Sent.invalid;
import static io.penstock.db.batch.Sent.item;
import static io.penstock.db.batch.Sent.items;
import static io.penstock.db.batch.Sent.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.aside.JsonText;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Resolutions;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UnfinishedBatchesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Sent sent = new Sent(test);

    private final UnfinishedBatches unfinished = new UnfinishedBatches(test.jdbi());
    private final Batches batches = new Batches(test.jdbi());
    private final Cancellations cancellations = new Cancellations(test.jdbi());

    private Batch batch(BatchId id) {
        return batches.find(TENANT, id).orElseThrow();
    }

    private JobId job(BatchId batch, int nr) {
        return Objects.requireNonNull(new BatchItems(test.jdbi())
                .items(TENANT, batch, Set.of(), nr - 1, 1)
                .items()
                .getFirst()
                .job());
    }

    private List<BatchId> owed() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT batch FROM batch_callback_owed ORDER BY batch")
                        .mapTo(java.util.UUID.class)
                        .map(BatchId::new)
                        .list());
    }

    private void end(BatchId batch, int nr) {
        assertThat(cancellations.cancel(TENANT, job(batch, nr)))
                .isInstanceOf(io.penstock.db.control.Cancellation.Cancelled.class);
    }

    @Test
    void aBatchFinishesWithItsLastJobAndItsCountsAreKept() {
        var id = sent.batch(List.of(item(1, null, "x"), item(2, null, "y"), invalid(3, null), unique(4, "u")));
        end(id, 1);
        end(id, 4);
        assertThat(unfinished.finish(10)).isZero();
        assertThat(batch(id).state()).isEqualTo(Batch.State.RUNNING);
        end(id, 2);
        assertThat(unfinished.finish(10)).isEqualTo(1);

        var finished = batch(id);
        assertThat(finished.state()).isEqualTo(Batch.State.FINISHED);
        assertThat(Objects.requireNonNull(finished.counts())).isEqualTo(batches.count(id));
        assertThat(finished.counts().byState())
                .containsEntry(ItemState.CANCELLED, 3L)
                .containsEntry(ItemState.INVALID, 1L);
        assertThat(finished.counts().total()).isEqualTo(4);
        assertThat(unfinished.finish(10)).isZero();
    }

    @Test
    void aBatchOfInvalidItemsIsFinishedAtOnce() {
        var id = sent.batch(List.of(invalid(1, null)));
        assertThat(unfinished.finish(10)).isEqualTo(1);
        assertThat(Objects.requireNonNull(batch(id).counts()).total()).isEqualTo(1);
    }

    @Test
    void aBatchThatIsStillReceivedIsNotFinished() {
        var receiving = sent.begin("k");
        sent.store(receiving, item(1, null, "x"));
        end(receiving.batch(), 1);
        assertThat(unfinished.finish(10)).isZero();
    }

    @Test
    void oneCallbackIsOwedWhoeverFinishesIt() {
        var wanted = sent.batch(List.of(invalid(1, null)), "https://example.com/");
        sent.batch(List.of(invalid(1, null)));
        var finished = AtOnce.call(4, i -> new UnfinishedBatches(test.jdbi()).finish(10));
        assertThat(finished.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2);
        assertThat(owed()).containsExactly(wanted);
    }

    @Test
    void aCancelDoesNotWaitForWhoIsAtAJob() {
        var id = sent.batch(items(5));
        try (var busy = test.jdbi().open()) {
            busy.begin();
            busy.execute("SELECT FROM live WHERE id = ? FOR UPDATE", job(id, 2).uuid());
            assertThat(cancellations.request(id, 10)).isEqualTo(4);
            busy.rollback();
        }
        assertThat(cancellations.request(id, 10)).isEqualTo(1);
    }

    @Test
    void aResolutionUnderWayIsCounted() {
        var id = sent.batch(items(1));
        var job = job(id, 1);
        test.jdbi().useTransaction(handle -> {
            handle.execute("""
                    INSERT INTO outcome (tenant, id, state, attempt, batch, error_code, error)
                    SELECT tenant, id, 'outcome_unknown', 1, batch, 'effect_unknown', '' FROM live WHERE id = ?""", job.uuid());
            handle.execute("DELETE FROM live WHERE id = ?", job.uuid());
        });
        try (var resolving = test.jdbi().open()) {
            resolving.begin();
            resolving.execute("UPDATE batch SET counts = NULL WHERE id = ?", id.uuid());
            resolving.execute(
                    "UPDATE outcome SET state = 'succeeded', error_code = NULL, error = NULL, resolved_at = now(), resolved_reason = 'seen' WHERE id = ?",
                    job.uuid());
            var finishing = CompletableFuture.supplyAsync(() -> unfinished.finish(10), Thread::startVirtualThread);
            test.awaitWaiter();
            resolving.commit();
            assertThat(finishing.join()).isEqualTo(1);
        }
        var counts = Objects.requireNonNull(batch(id).counts()).byState();
        assertThat(counts).containsEntry(ItemState.SUCCEEDED, 1L).containsEntry(ItemState.OUTCOME_UNKNOWN, 0L);
    }

    @Test
    void aCancelledBatchEndsAsCancelled() {
        var id = sent.batch(items(5));
        batches.cancel(TENANT, id);
        assertThat(unfinished.cancelled()).containsExactly(id);
        assertThat(cancellations.request(id, 3)).isEqualTo(3);
        assertThat(cancellations.request(id, 3)).isEqualTo(2);
        assertThat(cancellations.request(id, 3)).isZero();
        assertThat(batch(id).state()).isEqualTo(Batch.State.RUNNING);
        assertThat(cancellations.endRequested(100)).isEqualTo(5);
        unfinished.finish(10);
        assertThat(batch(id).state()).isEqualTo(Batch.State.CANCELLED);
        assertThat(unfinished.cancelled()).isEmpty();
        assertThat(batches.cancel(TENANT, id)).isInstanceOf(BatchCancellation.AlreadyFinished.class);
    }

    @Test
    void anotherTenantsBatchIsNotCancelled() {
        var id = sent.batch(items(1));
        assertThat(batches.cancel(2, id)).isInstanceOf(BatchCancellation.NotFound.class);
        assertThat(unfinished.cancelled()).isEmpty();
    }

    @Test
    void aRequestThatNobodyGoesOnWithIsGivenUp() {
        var keyless = sent.begin(null);
        var keyed = sent.begin("k");
        assertThat(unfinished.giveUp()).isZero();
        age("2 minutes");
        assertThat(unfinished.giveUp()).isEqualTo(1);
        assertThat(batch(keyless.batch()).state()).isEqualTo(Batch.State.RUNNING);
        assertThat(batch(keyed.batch()).state()).isEqualTo(Batch.State.RECEIVING);
        age("8 days");
        assertThat(unfinished.giveUp()).isEqualTo(1);
        assertThat(batch(keyed.batch()).complete()).isFalse();
        assertThat(sent.begin("k", null)).isEqualTo(new Begun.Closed(keyed.batch()));
    }

    private void age(String interval) {
        test.jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE batch SET receiving_until = now() - interval '%s'".formatted(interval)));
    }

    @Test
    void countsOfAFinishedBatchFollowAResolution() {
        var id = sent.batch(items(2));
        end(id, 1);
        end(id, 2);
        var unknown = job(id, 2);
        test.jdbi().useHandle(handle -> handle.execute("""
                UPDATE outcome SET state = 'outcome_unknown', attempt = 1, error_code = 'effect_unknown', error = '' WHERE id = ?""", unknown.uuid()));
        unfinished.finish(10);
        assertThat(Objects.requireNonNull(batch(id).counts()).byState()).containsEntry(ItemState.OUTCOME_UNKNOWN, 1L);

        new Resolutions(test.jdbi()).resolve(TENANT, unknown, true, "found out", JsonText.of("{}"));
        assertThat(batch(id).state()).isEqualTo(Batch.State.FINISHED);
        assertThat(batch(id).counts()).isNull();
        assertThat(batches.count(id).byState())
                .containsEntry(ItemState.SUCCEEDED, 1L)
                .containsEntry(ItemState.CANCELLED, 1L)
                .containsEntry(ItemState.OUTCOME_UNKNOWN, 0L);
    }
}
