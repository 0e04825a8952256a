package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.pause.Pause;
import io.penstock.db.pause.Pauses;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Submitted;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), gates, lane -> {});

    private final int flood = tenant("flood");
    private final int calm = tenant("calm");

    private int tenant(String name) {
        return new Tenants(test.jdbi()).named(name).id();
    }

    private void weigh(int tenant, int weight) {
        test.jdbi().useHandle(handle -> handle.execute("UPDATE tenant SET weight = ? WHERE id = ?", weight, tenant));
    }

    private List<JobId> submit(int tenant, int jobs, Terms terms) {
        var some = Stream.generate(() -> Submission.of(tenant, Probe.KIND, "{}", terms))
                .limit(jobs)
                .toList();
        submissions.submitAll(some);
        return some.stream().map(Submission::id).toList();
    }

    private List<JobId> submit(int tenant, int jobs) {
        return submit(tenant, jobs, Terms.DEFAULT);
    }

    private List<Moved> take(int room) {
        return gates.take(Lane.HTTP, room);
    }

    private static List<JobId> ids(List<Moved> jobs) {
        return jobs.stream().map(Moved::id).toList();
    }

    private static int count(List<Moved> jobs, int tenant) {
        return (int) jobs.stream().filter(job -> job.tenant() == tenant).count();
    }

    @Test
    void aTenantsJobsGoInTheOrderOfTheirSubmission() {
        var jobs = new ArrayList<>(submit(flood, 30));
        jobs.addAll(submit(flood, 30));
        assertThat(ids(take(100))).isEqualTo(jobs);
    }

    @Test
    void whoComesNowAndThenIsNextThoughAnotherHasThousandsWaiting() {
        submit(flood, 3000);
        for (int i = 0; i < 10; i++) {
            var job = submit(calm, 1).getFirst();
            assertThat(ids(take(2))).contains(job);
        }
    }

    @Test
    void whoWasAwayGetsNothingForIt() {
        submit(flood, 200);
        take(100);
        submit(calm, 100);
        assertThat(count(take(50), calm)).isEqualTo(25);
    }

    @Test
    void whoHadMuchAndIsDoneIsNotMadeToWaitForIt() {
        submit(flood, 1000);
        take(1000);
        submit(calm, 100);
        submit(flood, 100);
        assertThat(count(take(50), flood)).isEqualTo(25);
    }

    @Test
    void turnsAreSharedByWeight() {
        int heavy = tenant("heavy");
        weigh(heavy, 5);
        weigh(calm, 2);
        for (int tenant : new int[] {flood, heavy, calm}) {
            submit(tenant, 400);
        }
        var taken = take(160);
        assertThat(IntStream.of(flood, calm, heavy).map(tenant -> count(taken, tenant)))
                .containsExactly(20, 40, 100);
    }

    @Test
    void whoHasNoOtherJobWaitingMayGoAhead() {
        submit(flood, 50);
        take(20);
        submit(calm, 1);
        int other = tenant("other");
        submit(other, 2);

        assertThat(gates.takeAlone(Lane.HTTP, 10)).extracting(Moved::tenant).containsExactly(calm);
        assertThat(gates.takeAlone(Lane.HTTP, 10)).isEmpty();
        assertThat(count(take(2), other)).isOne();
        assertThat(gates.takeAlone(Lane.HTTP, 10)).extracting(Moved::tenant).containsExactly(other);
        assertThat(take(100)).hasSize(29).extracting(Moved::tenant).containsOnly(flood);
    }

    @Test
    void ofWhatWasTakenItIsKnownWhoHasNoOther() {
        submit(flood, 50);
        take(20);
        submit(calm, 1);
        submit(tenant("other"), 2);

        assertThat(gates.alone(take(5))).extracting(Moved::tenant).containsExactly(calm);
        assertThat(gates.alone(take(5))).isEmpty();
    }

    @Test
    void ofThoseOnlyAsManyGoAheadAsThereIsRoom() {
        submit(flood, 50);
        for (var name : List.of("a", "b", "c")) {
            submit(tenant(name), 1);
        }

        assertThat(gates.takeAlone(Lane.HTTP, 2)).hasSize(2);
        assertThat(gates.takeAlone(Lane.HTTP, 2)).hasSize(1);
    }

    @Test
    void nobodyGoesAheadOnALaneThatIsPaused() {
        submit(calm, 1);
        var pauses = new Pauses(test.jdbi(), new Limits(test.jdbi()));
        pauses.pause(new Pause.Key(Pause.Scope.LANE, "http"), Limit.FOR_GOOD, "Until tomorrow", "me");

        assertThat(gates.takeAlone(Lane.HTTP, 2)).isEmpty();
    }

    @Test
    void eachPriorityHasTurnsOfItsOwn() {
        submit(flood, 100);
        var urgent = submit(flood, 1, Terms.DEFAULT.priority(9));
        assertThat(ids(take(1))).isEqualTo(urgent);
    }

    @Test
    void aLowPriorityIsSlowButNeverStarves() {
        submit(flood, 1000, Terms.DEFAULT.priority(9));
        var middle = submit(calm, 20, Terms.DEFAULT.priority(5));
        var low = submit(calm, 20, Terms.DEFAULT.priority(0));
        var taken = new ArrayList<JobId>();
        while (taken.size() < 500) {
            taken.addAll(ids(take(7)));
        }
        assertThat(taken.subList(0, 7)).doesNotContainAnyElementsOf(middle).doesNotContainAnyElementsOf(low);
        assertThat(taken).containsAll(middle).containsAll(low);
        assertThat(taken.indexOf(low.getFirst())).isLessThan(100);
        assertThat(taken.indexOf(middle.getFirst())).isLessThan(100);
    }

    @Test
    void twoThatGiveTurnsAtTheSameGatesNeverWaitForEachOtherAndNeverGiveOneTwice() {
        var queues = IntStream.range(0, 200)
                .mapToObj(i -> new Queue(gates.of(Lane.HTTP), i % 10, i % 2 == 0 ? flood : calm))
                .toList();
        record Turn(Queue queue, long place) {}
        var turns = AtOnce.call(4, i -> {
                    var given = new ArrayList<Turn>();
                    for (int round = 0; round < 20; round++) {
                        var some = new ArrayList<>(queues);
                        Collections.shuffle(some);
                        var places = gates.turns().give(some);
                        IntStream.range(0, some.size())
                                .forEach(nr -> given.add(new Turn(some.get(nr), places.get(nr))));
                    }
                    return given;
                })
                .stream()
                .flatMap(List::stream)
                .toList();
        assertThat(turns).hasSize(4 * 20 * 200).doesNotHaveDuplicates();
    }

    @Test
    void aJobWhoseTimeComesLaterTakesNoTurnUntilThen() {
        submit(flood, 50, Terms.DEFAULT.runAt(java.time.Instant.parse("2999-01-01T00:00:00Z")));
        var now = submit(flood, 1).getFirst();
        var first = LiveRow.of(test.database(), now).place();
        assertThat(first).isEqualTo(100_000L);
    }

    @Test
    void aTimeThatHasPassedIsNow() {
        submit(flood, 1, Terms.DEFAULT.runAt(java.time.Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(take(1)).hasSize(1);
    }

    @Test
    void aJobWhoseCommitIsLateHasItsTurnAtOnce() {
        var late = List.of(Submission.of(calm, Probe.KIND, "{}"));
        var floor = gates.floorsOf(gates.of(Lane.HTTP)).get(9 - Terms.DEFAULT.priority());
        submit(flood, 1);
        gates.take(Lane.HTTP, 10);
        try (var handle = test.jdbi().open()) {
            handle.begin();
            var answers = submissions.submit(handle, late);
            long place = Objects.requireNonNull(((Submitted.Created) answers.getFirst()).turn())
                    .place();
            await().until(() -> {
                submit(flood, 1);
                gates.take(Lane.HTTP, 10);
                return floor.from() > place;
            });
            handle.commit();
            submissions.afterCommit(late, answers);
        }
        assertThat(gates.take(Lane.HTTP, 10))
                .extracting(Moved::id)
                .containsExactly(late.getFirst().id());
    }
}
