package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BusyGatesTest {

    private static final int MANY = BusyGates.AT_ONCE + 50;

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final LimitedGates limited = new LimitedGates(test.database(), gates, Duration.ofMinutes(1));

    private void submit(Gates by, List<String> limits) {
        try (var submissions = new Submissions(test.jdbi(), by, lane -> {})) {
            submissions.submitAll(limits.stream()
                    .map(name -> Submission.of(1, Probe.KIND, "{}", Terms.DEFAULT.limits(List.of(name))))
                    .toList());
        }
    }

    private LimitedGates.Taken take() {
        return limited.take(Lane.HTTP, 1000);
    }

    private List<Gate> busy() {
        return gates.busy().next(Lane.HTTP);
    }

    @Test
    void jobsThatThisProcessBringsAreSeenAtOnce() {
        assertThat(take().jobs()).isEmpty();
        submit(gates, List.of("a", "b"));
        assertThat(take().jobs()).hasSize(2);
    }

    @Test
    void jobsThatAnotherProcessBringsAreFound() {
        submit(gates, List.of("a"));
        assertThat(take().jobs()).hasSize(1);
        submit(new Gates(test.database()), List.of("b"));
        await().until(() -> take().jobs().size() == 1);
    }

    @Test
    void aGateAtWhichNobodyWaitsAnyMoreIsForgotten() {
        submit(gates, List.of("a"));
        assertThat(busy()).hasSize(1);
        assertThat(take().jobs()).hasSize(1);
        await().until(() -> take().jobs().isEmpty() && busy().isEmpty());
        submit(gates, List.of("a"));
        assertThat(take().jobs()).hasSize(1);
    }

    @Test
    void moreThanCanBeLookedAtTogetherHaveTheirTurns() {
        submit(gates, IntStream.range(0, MANY).mapToObj(i -> "limit-" + i).toList());
        var first = take();
        assertThat(first.jobs()).hasSize(BusyGates.AT_ONCE);
        assertThat(first.again()).isLessThanOrEqualTo(Duration.ofMillis(5));
        assertThat(take().jobs()).hasSize(MANY - BusyGates.AT_ONCE);
    }

    @Test
    void theSweepFindsAllHoweverManyThereAre() {
        submit(
                new Gates(test.database()),
                IntStream.range(0, MANY).mapToObj(i -> "limit-" + i).toList());
        assertThat(busy()).hasSize(BusyGates.AT_ONCE);
        assertThat(busy()).hasSize(BusyGates.AT_ONCE).doesNotHaveDuplicates();
        assertThat(gates.busy().areMany(Lane.HTTP)).isTrue();
        assertThat(take().jobs().size() + take().jobs().size()).isEqualTo(MANY);
    }
}
