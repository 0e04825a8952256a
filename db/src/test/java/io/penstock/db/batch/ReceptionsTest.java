package io.penstock.db.batch;

import static io.penstock.db.batch.Sent.TENANT;
import static io.penstock.db.batch.Sent.invalid;
import static io.penstock.db.batch.Sent.item;
import static io.penstock.db.batch.Sent.items;
import static io.penstock.db.batch.Sent.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.batch.Begun.Busy;
import io.penstock.db.batch.Begun.Closed;
import io.penstock.db.batch.Begun.Complete;
import io.penstock.db.batch.Begun.KeyReused;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.Part.Lost;
import io.penstock.db.batch.Part.Stored;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Jobs;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReceptionsTest {

    private static final byte[] ALL = ApiKey.hash("all");

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Sent sent = new Sent(test);

    private final Receptions receptions = sent.receptions;
    private final Batches batches = new Batches(test.jdbi());
    private final BatchItems items = new BatchItems(test.jdbi());

    private List<BatchItem> stored(BatchId batch) {
        return items.items(TENANT, batch, Set.of(), 0, 1000).items();
    }

    private Batch.State state(BatchId batch) {
        return batches.find(TENANT, batch).orElseThrow().state();
    }

    private int count(String table) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void aPartsItemsAndJobsAreThereAtOnce() {
        var receiving = sent.begin(null);
        assertThat(sent.store(receiving, item(1, "a", "x"), item(2, null, "y"))).isEmpty();

        assertThat(state(receiving.batch())).isEqualTo(Batch.State.RECEIVING);
        assertThat(stored(receiving.batch())).extracting(BatchItem::nr).containsExactly(1, 2);
        var first = stored(receiving.batch()).getFirst();
        assertThat(first.customId()).isEqualTo("a");
        assertThat(first.state()).isEqualTo(ItemState.QUEUED);
        var job = new Jobs(test.jdbi())
                .find(TENANT, java.util.Objects.requireNonNull(first.job()))
                .orElseThrow();
        assertThat(job.batch()).isEqualTo(receiving.batch());
        assertThat(job.customId()).isEqualTo("a");
    }

    @Test
    void itsLanesAreNudgedAfterTheCommit() {
        var seen = new ArrayList<Integer>();
        try (var submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {
            assertThat(lane).isEqualTo(Lane.HTTP);
            seen.add(count("live"));
        })) {
            var nudging = new Receptions(test.jdbi(), submissions);
            var receiving = (Receiving) nudging.begin(TENANT, null, null, Map.of());
            nudging.store(receiving, items(3));
        }
        assertThat(seen).containsExactly(3);
    }

    @Test
    void aSealedBatchRuns() {
        var receiving = sent.begin("k");
        sent.store(receiving, item(1, null, "x"));
        assertThat(receptions.seal(receiving, ALL)).isTrue();
        assertThat(state(receiving.batch())).isEqualTo(Batch.State.RUNNING);
        assertThat(batches.find(TENANT, receiving.batch()).orElseThrow().complete())
                .isTrue();
        assertThat(receptions.store(receiving, items(2))).isEqualTo(new Lost());
        assertThat(count("live")).isEqualTo(1);
    }

    @Test
    void anInvalidItemIsKeptWithItsErrorsBesideTheGoodOnes() {
        var receiving = sent.begin(null);
        sent.store(receiving, item(1, "a", "x"), invalid(2, "b"), item(3, "c", "z"));
        assertThat(count("live")).isEqualTo(2);
        var refused = batches.refused(receiving.batch(), 10);
        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().nr()).isEqualTo(2);
        assertThat(refused.getFirst().customId()).isEqualTo("b");
        assertThat(refused.getFirst().error().code()).isEqualTo("invalid_item");
        assertThat(refused.getFirst().error().errors().getFirst().pointer()).isEqualTo("/kind");
    }

    @Test
    void whatIsThereAlreadyIsNotMadeAgain() {
        var first = sent.begin("k");
        sent.store(first, item(1, "a", "x"), item(2, null, "y"), invalid(3, "c"));
        var before = stored(first.batch());
        receptions.release(first);

        var again = sent.begin("k");
        assertThat(again.batch()).isEqualTo(first.batch());
        var conflicts = sent.store(again, item(1, "a", "x"), item(2, null, "y"), invalid(3, "c"), item(4, null, "new"));
        assertThat(conflicts).isEmpty();
        assertThat(stored(first.batch()))
                .startsWith(before.toArray(BatchItem[]::new))
                .hasSize(4);
        assertThat(count("job")).isEqualTo(3);
    }

    @Test
    void whatIsThereUnderItsCustomIdIsNotMadeAgainOnALaterLine() {
        var receiving = sent.begin("k");
        sent.store(receiving, item(1, "a", "x"), item(2, "b", "y"));
        assertThat(sent.store(receiving, item(1, "b", "y"))).isEmpty();
        assertThat(count("job")).isEqualTo(2);
    }

    @Test
    void anItemThatChangedIsReportedAndTheFirstOneStays() {
        var receiving = sent.begin("k");
        sent.store(receiving, item(1, "a", "x"), item(2, null, "y"));
        var conflicts = sent.store(receiving, item(1, "a", "other"), item(2, null, "other"));
        assertThat(conflicts).extracting(c -> c.error().code()).containsExactly("item_changed", "item_changed");
        assertThat(conflicts).extracting(RefusedItem::nr).containsExactly(1, 2);
        assertThat(count("job")).isEqualTo(2);
        assertThat(stored(receiving.batch())).extracting(BatchItem::error).containsOnlyNulls();
    }

    @Test
    void aSecondUseOfACustomIdIsAnInvalidItem() {
        var receiving = sent.begin(null);
        // In the same part, and in a later one.
        assertThat(sent.store(receiving, item(1, "a", "x"), item(2, "a", "y"), item(3, "b", "z")))
                .isEmpty();
        assertThat(sent.store(receiving, item(4, "b", "z"))).isEmpty();
        assertThat(stored(receiving.batch()))
                .extracting(BatchItem::state)
                .containsExactly(ItemState.QUEUED, ItemState.INVALID, ItemState.QUEUED, ItemState.INVALID);
        var refused = batches.refused(receiving.batch(), 10);
        assertThat(refused).extracting(r -> r.error().code()).containsOnly("custom_id_reused");
        assertThat(refused).extracting(RefusedItem::customId).containsExactly("a", "b");
        assertThat(refused.getFirst().error().errors().getFirst().detail())
                .isEqualTo("is the custom_id of item 1 already");
        assertThat(sent.store(receiving, item(2, "a", "y"), item(4, "b", "z"))).isEmpty();
    }

    @Test
    void anInvalidItemLeavesItsCustomIdFree() {
        var receiving = sent.begin(null);
        sent.store(receiving, invalid(1, "a"), item(2, "a", "x"));
        assertThat(stored(receiving.batch()))
                .extracting(BatchItem::state)
                .containsExactly(ItemState.INVALID, ItemState.QUEUED);
    }

    @Test
    void anItemWhoseUniqueKeyIsHeldPointsToTheHolder() {
        var receiving = sent.begin(null);
        sent.store(receiving, unique(1, "u"), unique(2, "u"));
        sent.store(receiving, unique(3, "u"));
        var all = stored(receiving.batch());
        assertThat(all)
                .extracting(BatchItem::state)
                .containsExactly(ItemState.QUEUED, ItemState.DEDUPLICATED, ItemState.DEDUPLICATED);
        assertThat(all).extracting(BatchItem::job).containsOnly(all.getFirst().job());
        assertThat(count("job")).isEqualTo(1);
        var counts = batches.count(receiving.batch());
        assertThat(counts.byState()).containsEntry(ItemState.DEDUPLICATED, 2L).containsEntry(ItemState.QUEUED, 1L);
        assertThat(counts.total()).isEqualTo(3);
    }

    @Test
    void oneRequestAtATimeReceivesABatch() {
        var receiving = sent.begin("k");
        assertThat(sent.begin("k", null)).isEqualTo(new Busy(receiving.batch()));
        receptions.release(receiving);
        assertThat(sent.begin("k").batch()).isEqualTo(receiving.batch());
    }

    @Test
    void ofManyThatBeginAtOnceOneReceives() {
        var begun = AtOnce.call(8, i -> sent.begin("k", null));
        assertThat(begun).filteredOn(b -> b instanceof Receiving).hasSize(1);
        assertThat(begun).filteredOn(b -> b instanceof Busy).hasSize(7);
        assertThat(begun).extracting(Begun::batch).containsOnly(begun.getFirst().batch());
        assertThat(count("batch")).isEqualTo(1);
    }

    @Test
    void whoFellSilentIsFollowedAndCanAddNothingMore() {
        var silent = sent.begin("k");
        sent.store(silent, item(1, null, "x"));
        test.jdbi().useHandle(handle -> handle.execute("UPDATE batch SET receiving_until = now()"));

        var next = sent.begin("k");
        assertThat(receptions.store(silent, items(2))).isEqualTo(new Lost());
        assertThat(receptions.seal(silent, ALL)).isFalse();
        receptions.release(silent);
        assertThat(sent.begin("k", null)).isInstanceOf(Busy.class);
        assertThat(receptions.store(next, items(1))).isInstanceOf(Stored.class);
    }

    @Test
    void aWholeRequestIsKnownAgain() {
        var receiving = sent.begin("k");
        sent.store(receiving, item(1, null, "x"));
        receptions.seal(receiving, ALL);
        var again = (Complete) sent.begin("k", null);
        assertThat(again.batch()).isEqualTo(receiving.batch());
        assertThat(again.request()).isEqualTo(ALL);
    }

    @Test
    void aKeyBelongsToItsTenantAndItsOptions() {
        var receiving = sent.begin("k");
        assertThat(sent.begin("k", "https://example.com/")).isEqualTo(new KeyReused(receiving.batch()));
        receptions.release(receiving);
        assertThat(receptions.begin(TENANT, "k", null, Map.of("a", "b"))).isInstanceOf(KeyReused.class);
        assertThat(receptions.begin(2, "k", null, Map.of())).isInstanceOf(Receiving.class);
    }

    @Test
    void withoutAKeyABrokenRequestIsAllThereWillBe() {
        var receiving = sent.begin(null);
        sent.store(receiving, item(1, null, "x"));
        receptions.release(receiving);
        var batch = batches.find(TENANT, receiving.batch()).orElseThrow();
        assertThat(batch.state()).isEqualTo(Batch.State.RUNNING);
        assertThat(batch.complete()).isFalse();
    }

    @Test
    void aCancelledBatchReceivesNothingMore() {
        var receiving = sent.begin("k");
        sent.store(receiving, item(1, null, "x"));
        assertThat(batches.cancel(TENANT, receiving.batch())).isInstanceOf(BatchCancellation.Requested.class);
        assertThat(receptions.store(receiving, items(2))).isEqualTo(new Lost());
        assertThat(sent.begin("k", null)).isEqualTo(new Closed(receiving.batch()));
        assertThat(count("job")).isEqualTo(1);
    }

    @Test
    void anItemKnowsItsPlaceAndItsContent() {
        assertThatIllegalArgumentException().isThrownBy(() -> item(0, null, "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new NewItem(1, null, new byte[1], item(1, null, "x").job()));
    }
}
