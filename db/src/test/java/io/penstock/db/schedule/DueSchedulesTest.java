package io.penstock.db.schedule;

import static io.penstock.db.schedule.TestSchedules.define;
import static io.penstock.db.schedule.TestSchedules.hourly;
import static io.penstock.db.schedule.TestSchedules.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.db.gate.Gates;
import io.penstock.db.job.State;
import io.penstock.db.submission.Submissions;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DueSchedulesTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final TestSchedules at = new TestSchedules(test);

    private final Instant start = at.clock.now();

    private Instant hour(int nr) {
        return start.plus(HOUR.multipliedBy(nr));
    }

    private List<Instant> fired(Schedule schedule) {
        return at.history(schedule, Firing.State.FIRED).stream()
                .map(Firing::logicalAt)
                .toList();
    }

    private int count(String table) {
        return at.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void aTimeThatHasComeFiresOnceAndItsJobSaysWhatMadeIt() {
        var schedule = at.create("nightly", hourly());
        assertThat(schedule.nextAt()).isEqualTo(hour(1));
        assertThat(at.fire().looked()).isZero();

        var round = at.fireAfter(HOUR.plusMillis(1500));
        assertThat(round.late()).containsExactly(Duration.ofMillis(1500));
        assertThat(at.fire().looked()).isZero();

        var firing = at.history(schedule).getFirst();
        assertThat(at.history(schedule)).hasSize(1);
        assertThat(firing.state()).isEqualTo(Firing.State.FIRED);
        assertThat(firing.logicalAt()).isEqualTo(hour(1));
        assertThat(firing.firedAt()).isEqualTo(hour(1).plusMillis(1500));
        assertThat(firing.key()).isEqualTo(hour(1).toString());
        var job = at.jobs("nightly").getFirst();
        assertThat(at.jobs("nightly")).hasSize(1);
        assertThat(job.id()).isEqualTo(firing.job());
        assertThat(job.tags())
                .containsEntry(NewFiring.SCHEDULE_TAG, "nightly")
                .containsEntry(NewFiring.FIRING_TAG, firing.id().toString());
        assertThat(job.state()).isEqualTo(State.QUEUED);
        assertThat(at.find("nightly").nextAt()).isEqualTo(hour(2));
    }

    @Test
    void anyNumberOfSchedulersFiresOnce() {
        var all = IntStream.range(0, 40)
                .mapToObj(nr -> at.create("s" + nr, hourly()))
                .toList();
        at.clock.jump(HOUR);

        AtOnce.call(
                4,
                nr -> IntStream.range(0, 40).map(i -> at.due.fire(3).looked()).sum());
        at.fire();

        assertThat(all).allSatisfy(schedule -> assertThat(fired(schedule)).containsExactly(hour(1)));
        assertThat(count("job")).isEqualTo(40);
    }

    @Test
    void aSchedulerThatDiesBeforeItsCommitLeavesNothingAndLosesNothing() {
        var schedule = at.create("nightly", hourly());
        at.clock.jump(HOUR);

        assertThatThrownBy(() -> at.jdbi().useTransaction(handle -> {
                    assertThat(at.due.fire(10).looked()).isEqualTo(1);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");

        assertThat(count("job")).isZero();
        assertThat(at.history(schedule)).isEmpty();
        at.fire();
        assertThat(fired(schedule)).containsExactly(hour(1));
        assertThat(count("job")).isEqualTo(1);
    }

    @Test
    void whenTheClockGoesBackNothingFiresTwice() {
        var schedule = at.create("nightly", with(hourly(), CatchUp.ALL, 10));
        at.fireAfter(HOUR.multipliedBy(3));
        assertThat(fired(schedule)).containsExactly(hour(1), hour(2), hour(3));

        at.clock.jump(HOUR.multipliedBy(-3));
        for (int nr = 0; nr < 3; nr++) {
            assertThat(at.fireAfter(HOUR).looked()).isZero();
        }
        at.fireAfter(HOUR);
        assertThat(fired(schedule)).containsExactly(hour(1), hour(2), hour(3), hour(4));
        assertThat(count("job")).isEqualTo(4);
    }

    @Test
    void aChangeAfterTheClockWentBackFiresNothingTwiceEither() {
        var schedule = at.create("nightly", hourly());
        at.fireAfter(HOUR);
        at.clock.jump(HOUR.negated());
        at.schedules.change(at.tenant, "nightly", null, define("0,30 * * * *"));
        at.fireAfter(HOUR);
        at.fireAfter(Duration.ofMinutes(30));
        assertThat(fired(schedule)).containsExactly(hour(1), hour(1).plus(Duration.ofMinutes(30)));
        assertThat(count("job")).isEqualTo(2);
    }

    @Test
    void whenTheClockLeapsForwardTheRuleForCatchingUpDecides() {
        var none = at.create("none", with(hourly(), CatchUp.NONE, 10));
        var latest = at.create("latest", with(hourly(), CatchUp.LATEST, 10));
        var all = at.create("all", with(hourly(), CatchUp.ALL, 3));
        at.fireAfter(HOUR.multipliedBy(5).plus(MINUTE.multipliedBy(2)));

        assertThat(at.history(none))
                .extracting(Firing::state, Firing::reason, Firing::logicalAt, Firing::through)
                .containsExactly(tuple(Firing.State.SKIPPED, "missed", hour(1), hour(5)));
        assertThat(at.history(latest))
                .extracting(Firing::state, Firing::logicalAt, Firing::through)
                .containsExactly(
                        tuple(Firing.State.SKIPPED, hour(1), hour(4)), tuple(Firing.State.FIRED, hour(5), null));
        assertThat(fired(all)).containsExactly(hour(3), hour(4), hour(5));
        assertThat(List.of(none, latest, all))
                .allSatisfy(schedule ->
                        assertThat(at.find(schedule.name()).nextAt()).isEqualTo(hour(6)));
    }

    @Test
    void whatWouldOverlapIsSkippedAndSaysSo() {
        var schedule = at.create("nightly", with(hourly(), Overlap.SKIP));
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        at.endJobs();
        at.fireAfter(HOUR);
        assertThat(at.history(schedule))
                .extracting(Firing::state, Firing::reason)
                .containsExactly(
                        tuple(Firing.State.FIRED, null),
                        tuple(Firing.State.SKIPPED, "overlap"),
                        tuple(Firing.State.FIRED, null));
        assertThat(count("job")).isEqualTo(2);
    }

    @Test
    void oneWaitsUntilTheOthersHaveEndedAndFurtherOnesAreSkipped() {
        var schedule = at.create("nightly", with(hourly(), Overlap.QUEUE));
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        assertThat(at.history(schedule))
                .extracting(Firing::state)
                .containsExactly(Firing.State.FIRED, Firing.State.WAITING, Firing.State.SKIPPED);

        at.endJobs();
        at.fireAfter(MINUTE);
        at.fire();
        assertThat(fired(schedule)).containsExactly(hour(1), hour(2));
        assertThat(at.history(schedule).get(1).firedAt()).isEqualTo(hour(3).plus(MINUTE));
        assertThat(count("job")).isEqualTo(2);
    }

    @Test
    void twoSchedulersFireWhatWaitedOnce() {
        var all = IntStream.range(0, 20)
                .mapToObj(nr -> at.create("s" + nr, with(hourly(), Overlap.QUEUE)))
                .toList();
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        at.endJobs();
        AtOnce.call(4, nr -> at.waiting.fire(100));
        at.fire();
        assertThat(all).allSatisfy(schedule -> assertThat(fired(schedule)).containsExactly(hour(1), hour(2)));
        assertThat(count("job")).isEqualTo(40);
    }

    @Test
    void whatMayOverlapFiresAnyway() {
        var schedule = at.create("nightly", with(hourly(), Overlap.ALLOW));
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        assertThat(fired(schedule)).containsExactly(hour(1), hour(2));
    }

    @Test
    void whatIsPausedFiresNothingAndWhatCameMeanwhileWasMissed() {
        var none = at.create("none", with(hourly(), CatchUp.NONE, 10));
        var latest = at.create("latest", with(hourly(), CatchUp.LATEST, 10));
        for (var schedule : List.of(none, latest)) {
            at.schedules.pause(at.tenant, schedule.name());
        }
        assertThat(at.fireAfter(HOUR.multipliedBy(3)).looked()).isZero();
        assertThat(at.find("none").state()).isEqualTo(Schedule.State.PAUSED);

        for (var schedule : List.of(none, latest)) {
            at.schedules.resume(at.tenant, schedule.name());
        }
        at.fire();
        assertThat(at.history(none))
                .extracting(Firing::reason, Firing::logicalAt, Firing::through)
                .containsExactly(tuple("missed", hour(1), hour(3)));
        assertThat(fired(latest)).containsExactly(hour(3));
        assertThat(at.find("none").nextAt()).isEqualTo(hour(4));
        assertThat(at.find("none").state()).isEqualTo(Schedule.State.ACTIVE);
    }

    @Test
    void whatWaitsDoesSoThroughAPause() {
        var schedule = at.create("nightly", with(hourly(), Overlap.QUEUE));
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        at.endJobs();
        at.schedules.pause(at.tenant, "nightly");
        assertThat(at.fire().looked()).isZero();
        at.schedules.resume(at.tenant, "nightly");
        at.fire();
        assertThat(fired(schedule)).containsExactly(hour(1), hour(2));
    }

    @Test
    void aTargetThatHasBecomeInvalidIsAFailedFiringThatSaysWhy() {
        var bad = with(hourly(), "{\"job\": {\"kind\": \"gone\", \"payload\": {}}}");
        var schedule = at.create("nightly", bad);
        at.create("other", hourly());
        at.fireAfter(HOUR);

        var firing = at.history(schedule).getFirst();
        assertThat(firing.state()).isEqualTo(Firing.State.FAILED);
        assertThat(firing.reason()).isEqualTo("invalid_target");
        assertThat(firing.errors()).extracting("pointer").containsExactly("/job/kind");
        assertThat(at.find("nightly").nextAt()).isEqualTo(hour(2));
        assertThat(at.jobs("other")).hasSize(1);
    }

    @Test
    void aScheduleThatCannotBeFiredKeepsNobodyFromItAndIsTriedAgain() {
        var broken = at.create("broken", hourly());
        at.create("other", hourly());
        at.jdbi()
                .useHandle(handle -> handle.execute("UPDATE schedule SET timezone = 'No/Where' WHERE name = 'broken'"));
        var round = at.fireAfter(HOUR);

        assertThat(round.postponed()).isEqualTo(1);
        assertThat(at.jobs("other")).hasSize(1);
        at.jdbi().useHandle(handle -> handle.execute("UPDATE schedule SET timezone = 'UTC' WHERE name = 'broken'"));
        assertThat(at.find("broken").trouble()).isEqualTo("internal_error");
        assertThat(at.fire().looked()).isZero();
        at.fireAfter(Duration.ofSeconds(10));
        assertThat(fired(broken)).containsExactly(hour(1));
        assertThat(at.find("broken").trouble()).isNull();
    }

    @Test
    void whatFailsToFireTogetherFiresOneByOne() {
        for (int nr = 0; nr < 5; nr++) {
            at.create("s" + nr, hourly());
        }
        at.create("bad", hourly());
        at.jdbi().useHandle(handle -> handle.execute("""
                        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                            IF NEW.tags->>'penstock:schedule' = 'bad' THEN RAISE 'no'; END IF; RETURN NEW; END $$;
                        CREATE TRIGGER refuse BEFORE INSERT ON job FOR EACH ROW EXECUTE FUNCTION refuse()"""));
        var round = at.fireAfter(HOUR);
        assertThat(round.noted()).containsEntry(Firing.State.FIRED, 5);
        assertThat(round.postponed()).isEqualTo(1);
        assertThat(count("job")).isEqualTo(5);
    }

    @Test
    void aJobThatAnotherStandsInForIsNoFiring() {
        var unique = with(hourly(), "{\"job\": {\"kind\": \"probe\", \"payload\": {}, \"unique\": {\"key\": \"a\"}}}");
        var schedule = at.create("nightly", unique);
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        var first = at.history(schedule).getFirst();
        assertThat(at.history(schedule))
                .extracting(Firing::state, Firing::reason, Firing::job)
                .containsExactly(
                        tuple(Firing.State.FIRED, null, first.job()),
                        tuple(Firing.State.SKIPPED, "unique_key", first.job()));
    }

    @Test
    void whatHasComeToItsEndSaysSo() {
        var d = hourly();
        var schedule = at.create("twice", with(d, d.timing(), hour(2), hour(3)));
        assertThat(schedule.nextAt()).isEqualTo(hour(2));
        for (int nr = 0; nr < 4; nr++) {
            at.fireAfter(HOUR);
        }
        assertThat(fired(schedule)).containsExactly(hour(2), hour(3));
        assertThat(at.find("twice").state()).isEqualTo(Schedule.State.ENDED);
        assertThat(at.find("twice").preview(at.clock.now(), 10)).isEmpty();
    }

    @Test
    void manyThatAreDueInTheSameMinuteAreFiredInBlocks() {
        at.create("first", hourly());
        at.jdbi().useHandle(handle -> handle.execute("""
                INSERT INTO schedule (id, tenant, name, cron, timezone, catch_up, max_catch_up, overlap, target, decided_at, next_at, due_at)
                SELECT uuidv7(), tenant, 's' || nr, cron, timezone, catch_up, max_catch_up, 'skip', target, decided_at, next_at, due_at
                FROM schedule, generate_series(1, 999) AS nr"""));
        at.clock.jump(HOUR);
        var looked = new ArrayList<Integer>();
        AtOnce.call(2, nr -> {
            for (int here = 1; here > 0; ) {
                here = at.due.fire(100).looked();
                synchronized (looked) {
                    looked.add(here);
                }
            }
            return nr;
        });
        assertThat(looked.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000);
        assertThat(count("job")).isEqualTo(1000);
        assertThat(count("firing")).isEqualTo(1000);
    }

    @Test
    void howFarBehindItIsCanBeAsked() {
        at.create("nightly", hourly());
        assertThat(at.due.behind()).isZero();
        at.clock.jump(HOUR.plus(MINUTE));
        assertThat(at.due.behind()).isEqualTo(MINUTE);
        at.fire();
        assertThat(at.due.behind()).isZero();
    }

    @Test
    void whoWaitsForTheJobsHearsOfThemAfterTheCommit() {
        var told = new HashSet<String>();
        try (var submissions = new Submissions(
                at.jdbi(),
                new Gates(at.clock.database()),
                (jobs, answers) -> jobs.forEach(job -> told.add(job.id().toString())),
                lane -> told.add(lane.label()))) {
            var schedule = at.create("nightly", hourly());
            at.clock.jump(HOUR);
            new DueSchedules(at.jdbi(), at.targets, submissions).fire(10);
            assertThat(told)
                    .contains(Objects.requireNonNull(
                                    at.history(schedule).getFirst().job())
                            .toString())
                    .hasSize(2);
        }
    }
}
