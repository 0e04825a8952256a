package io.penstock.db.batch;

import static io.penstock.db.batch.Sent.TENANT;
import static io.penstock.db.batch.Sent.invalid;
import static io.penstock.db.batch.Sent.item;
import static io.penstock.db.batch.Sent.items;
import static io.penstock.db.batch.Sent.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.control.Cancellations;
import io.penstock.db.job.BatchId;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BatchItemsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Sent sent = new Sent(test);

    private final BatchItems items = new BatchItems(test.jdbi());
    private final Batches batches = new Batches(test.jdbi());

    private List<BatchItem> all(BatchId batch, ItemState... states) {
        return items.items(TENANT, batch, Set.of(states), 0, 1000).items();
    }

    private void succeed(BatchItem item, String result) {
        test.jdbi().useTransaction(handle -> {
            handle.execute("""
                    INSERT INTO outcome (tenant, id, state, attempt, batch, result)
                    SELECT tenant, id, 'succeeded', 1, batch, ?::json FROM live WHERE id = ?""", result, Objects.requireNonNull(item.job()).uuid());
            handle.execute("DELETE FROM live WHERE id = ?", item.job().uuid());
        });
    }

    @Test
    void pagesFollowEachOtherInOrder() {
        var batch = sent.batch(items(25));
        var seen = new ArrayList<Integer>();
        Integer after = 0;
        int pages = 0;
        while (after != null) {
            var page = items.items(TENANT, batch, Set.of(), after, 10);
            page.items().forEach(item -> seen.add(item.nr()));
            after = page.next();
            pages++;
        }
        assertThat(seen).isEqualTo(IntStream.rangeClosed(1, 25).boxed().toList());
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void aPageThatEndsWithTheLastItemIsTheLast() {
        var batch = sent.batch(items(10));
        assertThat(items.items(TENANT, batch, Set.of(), 0, 10).next()).isNull();
        assertThat(items.items(TENANT, batch, Set.of(), 0, 9).next()).isEqualTo(9);
    }

    @Test
    void aFilterPassesOverManyThatDoNotFitAPageAtATime() {
        var batch = sent.batch(List.of(item(1, null, "x"), invalid(15_000, null), item(30_000, null, "y")));
        var first = items.items(TENANT, batch, Set.of(ItemState.INVALID), 0, 10);
        assertThat(first.items()).isEmpty();
        assertThat(first.next()).isEqualTo(10_000);
        var second = items.items(TENANT, batch, Set.of(ItemState.INVALID), 10_000, 10);
        assertThat(second.items()).extracting(BatchItem::nr).containsExactly(15_000);
        assertThat(second.next()).isEqualTo(20_000);
        assertThat(items.items(TENANT, batch, Set.of(ItemState.INVALID), 20_000, 10)
                        .next())
                .isNull();
    }

    @Test
    void eachStateIsFound() {
        var batch = sent.batch(List.of(item(1, null, "a"), invalid(2, null), unique(3, "u"), unique(4, "u")));
        succeed(all(batch).getFirst(), "{}");
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET state = 'dispatched'"));
        assertThat(all(batch, ItemState.SUCCEEDED)).extracting(BatchItem::nr).containsExactly(1);
        assertThat(all(batch, ItemState.INVALID)).extracting(BatchItem::nr).containsExactly(2);
        assertThat(all(batch, ItemState.QUEUED)).extracting(BatchItem::nr).containsExactly(3);
        assertThat(all(batch, ItemState.DEDUPLICATED, ItemState.INVALID))
                .extracting(BatchItem::nr)
                .containsExactly(2, 4);
        assertThat(all(batch, ItemState.RUNNING)).isEmpty();
    }

    @Test
    void resultsAreThoseOfTheItemsThatHaveEnded() {
        var batch = sent.batch(List.of(
                item(1, "a", "x"),
                item(2, null, "y"),
                invalid(3, "c"),
                unique(4, "u"),
                unique(5, "u"),
                item(6, "f", "z")));
        succeed(all(batch).getFirst(), "{\"n\":1}");
        succeed(all(batch).get(3), "{\"n\":4}");
        new Cancellations(test.jdbi())
                .cancel(TENANT, Objects.requireNonNull(all(batch).get(5).job()));
        var results = items.results(TENANT, batch, 0, 100).items();
        assertThat(results)
                .extracting(BatchItem::nr, BatchItem::state, BatchItem::result)
                .containsExactly(
                        tuple(1, ItemState.SUCCEEDED, "{\"n\":1}"),
                        tuple(3, ItemState.INVALID, null),
                        tuple(4, ItemState.SUCCEEDED, "{\"n\":4}"),
                        tuple(5, ItemState.DEDUPLICATED, "{\"n\":4}"),
                        tuple(6, ItemState.CANCELLED, null));
    }

    @Test
    void ofAResultThatLiesAsideTheLengthIsTold() {
        var batch = sent.batch(items(2));
        var aside = Objects.requireNonNull(all(batch).getFirst().job());
        test.jdbi().useTransaction(handle -> {
            handle.execute("""
                    INSERT INTO outcome (tenant, id, state, attempt, batch)
                    SELECT tenant, id, 'succeeded', 1, batch FROM live WHERE id = ?""", aside.uuid());
            handle.execute("DELETE FROM live WHERE id = ?", aside.uuid());
            Asides.RESULTS.write(handle, aside, (JsonText.Aside) JsonText.of('"' + "x".repeat(300_000) + '"'));
        });
        succeed(all(batch).get(1), "1");
        assertThat(items.results(TENANT, batch, 0, 10).items())
                .extracting(BatchItem::result, BatchItem::resultBytes)
                .containsExactly(tuple(null, 300_002), tuple("1", null));
    }

    @Test
    void aPageOfLargeResultsIsShort() {
        var batch = sent.batch(items(12));
        all(batch).forEach(item -> succeed(item, "\"" + "x".repeat(1 << 20) + "\""));
        var page = items.results(TENANT, batch, 0, 100);
        assertThat(page.items()).hasSize(4);
        assertThat(page.next()).isEqualTo(4);
        assertThat(items.results(TENANT, batch, 10, 100).next()).isNull();
    }

    @Test
    void countsSumToTheTotalWhileJobsEnd() {
        var batch = sent.batch(items(300));
        var cancellations = new Cancellations(test.jdbi());
        var done = new AtomicBoolean();
        var ending = AtOnce.start(() -> {
            for (var item : all(batch)) {
                cancellations.cancel(TENANT, Objects.requireNonNull(item.job()));
            }
            done.set(true);
            return true;
        });
        while (!done.get()) {
            assertThat(batches.count(batch).total()).isEqualTo(300);
        }
        assertThat(ending.join()).isTrue();
        assertThat(batches.count(batch).byState()).containsEntry(ItemState.CANCELLED, 300L);
    }
}
