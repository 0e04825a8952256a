package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class GroupCommitTest {

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstIsUnderWay = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);

    @AutoClose
    private final GroupCommit<Integer, String> group = new GroupCommit<>("test", 1, item -> 1, this::commit);

    /** The first transaction ends when it may; those after it take their time, too, to be told apart. */
    private List<String> commit(List<Integer> batch) {
        batches.add(batch);
        if (batches.size() == 1) {
            firstIsUnderWay.countDown();
            AtOnce.await(firstMayEnd);
        }
        if (batch.contains(-1)) {
            throw new IllegalStateException("The database is gone");
        }
        return batch.stream().map(item -> "done " + item).toList();
    }

    private CompletableFuture<String> first(int item) {
        var first = group.submit(item);
        AtOnce.await(firstIsUnderWay);
        return first;
    }

    @Test
    void aCallAloneWaitsForNobody() {
        firstMayEnd.countDown();
        assertThat(group.call(7)).isEqualTo("done 7");
    }

    @Test
    void whatArrivesDuringATransactionSharesTheNextOne() {
        var first = first(1);
        var others = List.of(group.submit(2), group.submit(3), group.submit(4));
        firstMayEnd.countDown();
        assertThat(first.join()).isEqualTo("done 1");
        assertThat(others).extracting(CompletableFuture::join).containsExactly("done 2", "done 3", "done 4");
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3, 4));
    }

    @Test
    void aTransactionTakesFiveHundredAtMost() {
        var first = first(0);
        var others = IntStream.rangeClosed(1, 600).mapToObj(group::submit).toList();
        firstMayEnd.countDown();
        others.forEach(CompletableFuture::join);
        assertThat(first).isCompleted();
        assertThat(batches).extracting(List::size).containsExactly(1, 500, 100);
    }

    @Test
    void largeItemsMakeSmallBatches() {
        try (var heavy = new GroupCommit<Integer, String>("heavy", 1, item -> 3 << 20, this::commit)) {
            var first = heavy.submit(1);
            AtOnce.await(firstIsUnderWay);
            var others = IntStream.rangeClosed(2, 5).mapToObj(heavy::submit).toList();
            firstMayEnd.countDown();
            others.forEach(CompletableFuture::join);
            assertThat(first).isCompleted();
        }
        assertThat(batches).containsExactly(List.of(1), List.of(2, 3), List.of(4, 5));
    }

    @Test
    void aBrokenDatabaseIsToldToAllWhoSharedTheTransaction() {
        var first = first(1);
        var others = List.of(group.submit(2), group.submit(-1));
        firstMayEnd.countDown();
        others.forEach(other -> assertThatThrownBy(other::join).hasRootCauseMessage("The database is gone"));
        assertThat(first.join()).isEqualTo("done 1");
        assertThat(batches).hasSize(2);
        assertThat(group.call(3)).isEqualTo("done 3");
    }

    @Test
    void aCallerSeesTheFailureItself() {
        firstMayEnd.countDown();
        assertThatThrownBy(() -> group.call(-1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The database is gone");
    }

    @Test
    void anErrorIsToldAndTheNextCallIsServed() {
        try (var fragile = new GroupCommit<Integer, String>("fragile", 1, item -> 1, batch -> {
            if (batch.contains(-1)) {
                throw new StackOverflowError();
            }
            return List.of("done");
        })) {
            assertThat(fragile.submit(-1)).failsWithin(Duration.ofSeconds(5));
            assertThat(fragile.call(1)).isEqualTo("done");
        }
    }

    @Test
    void oneBadRowDoesNotTakeItsNeighboursDown() {
        try (var test = TestDatabase.fresh();
                var numbers = new GroupCommit<Integer, Integer>("numbers", 1, item -> 1, batch -> {
                    commit(batch.stream().map(Math::abs).toList());
                    return test.jdbi()
                            .inTransaction(handle -> batch.stream()
                                    .map(n -> handle.execute("INSERT INTO number VALUES (?)", n))
                                    .toList());
                })) {
            test.jdbi().useHandle(handle -> handle.execute("CREATE TABLE number (n int PRIMARY KEY CHECK (n > 0))"));
            var first = numbers.submit(1);
            AtOnce.await(firstIsUnderWay);
            var good = numbers.submit(2);
            var bad = numbers.submit(-3);
            var twin = numbers.submit(1);
            var last = numbers.submit(4);
            firstMayEnd.countDown();

            assertThat(List.of(first, good, last))
                    .allSatisfy(one -> assertThat(one.join()).isEqualTo(1));
            assertThatThrownBy(bad::join).hasCauseInstanceOf(UnableToExecuteStatementException.class);
            assertThatThrownBy(twin::join).hasCauseInstanceOf(UnableToExecuteStatementException.class);
            var stored = test.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT n FROM number ORDER BY n")
                            .mapTo(Integer.class)
                            .list());
            assertThat(stored).containsExactly(1, 2, 4);
        }
    }

    @Test
    void closingTellsThoseWhoWait() {
        var first = first(1);
        var waiting = group.submit(2);
        group.close();
        assertThatThrownBy(waiting::join).hasRootCauseMessage("Stopped before it was written");
        assertThat(first).failsWithin(Duration.ofSeconds(5));
        assertThat(batches).containsExactly(List.of(1));
    }

    @Test
    void whatComesAfterTheCloseIsRefusedAndNotForgotten() {
        firstMayEnd.countDown();
        group.close();
        assertThatThrownBy(() -> group.call(1)).hasMessage("Stopped before it was written");
    }
}
