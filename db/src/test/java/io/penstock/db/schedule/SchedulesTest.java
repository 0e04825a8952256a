package io.penstock.db.schedule;

import static io.penstock.db.schedule.TestSchedules.define;
import static io.penstock.db.schedule.TestSchedules.hourly;
import static io.penstock.db.schedule.TestSchedules.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final TestSchedules at = new TestSchedules(test);

    private final Instant start = at.clock.now();

    private Schedule changed(String name, Definition definition) {
        var changed = at.schedules.change(at.tenant, name, null, definition);
        assertThat(changed).isInstanceOf(Changed.Done.class);
        return at.find(name);
    }

    @Test
    void aNameIsTheTenantsOwn() {
        at.create("nightly", hourly());
        assertThat(at.schedules.create(at.tenant, "nightly", define("0 0 * * *")))
                .isEmpty();
        int other = new Tenants(test.jdbi()).named("other").id();
        assertThat(at.schedules.find(other, "nightly")).isEmpty();
        assertThat(at.schedules.create(other, "nightly", define("0 0 * * *"))).isPresent();
        assertThat(at.schedules.page(other, null, 10)).hasSize(1);
        assertThat(at.schedules.delete(other, "nightly")).isTrue();
        assertThat(at.find("nightly").definition()).isEqualTo(hourly());
    }

    @Test
    void whatIsStoredIsWhatWasSaid() {
        var every = new Timing.Every(Duration.ofMinutes(15), start.plusSeconds(7));
        var said = new Definition(
                "Why",
                every,
                start,
                start.plus(HOUR),
                Duration.ofSeconds(3),
                CatchUp.ALL,
                7,
                Overlap.QUEUE,
                TestSchedules.PROBE);
        assertThat(at.create("a", said).definition()).isEqualTo(said);
        assertThat(at.find("a").definition()).isEqualTo(said);
    }

    @Test
    void aPageGoesByNames() {
        List.of("c", "a", "b").forEach(name -> at.create(name, hourly()));
        assertThat(at.schedules.page(at.tenant, null, 2))
                .extracting(Schedule::name)
                .containsExactly("a", "b");
        assertThat(at.schedules.page(at.tenant, "b", 2))
                .extracting(Schedule::name)
                .containsExactly("c");
    }

    @Test
    void aChangeOfTheTargetAloneLeavesThePlanWhereItIs() {
        at.create("nightly", hourly());
        at.clock.jump(HOUR.multipliedBy(2));
        var other = "{\"job\": {\"kind\": \"probe\", \"payload\": {\"note\": \"b\"}}}";
        assertThat(changed("nightly", with(hourly(), other)).nextAt()).isEqualTo(start.plus(HOUR));
    }

    @Test
    void withOtherTimesItBeginsNow() {
        at.create("nightly", hourly());
        at.clock.jump(HOUR.multipliedBy(2));
        assertThat(changed("nightly", define("30 * * * *")).nextAt())
                .isEqualTo(start.plus(HOUR.multipliedBy(2)).plus(Duration.ofMinutes(30)));
        at.fire();
        assertThat(at.history(at.find("nightly"))).isEmpty();
    }

    @Test
    void anIntervalThatStaysTheSameIsCountedFromWhereItWas() {
        var d = hourly();
        at.create("a", with(d, new Timing.Every(HOUR, start), null, null));
        at.clock.jump(Duration.ofMinutes(20));
        assertThat(changed("a", with(d, new Timing.Every(HOUR, at.clock.now()), null, null))
                        .nextAt())
                .isEqualTo(start.plus(HOUR));
        assertThat(changed("a", with(d, new Timing.Every(HOUR.multipliedBy(2), at.clock.now()), null, null))
                        .nextAt())
                .isEqualTo(start.plus(Duration.ofMinutes(140)));
    }

    @Test
    void whoHasSeenAnOlderVersionChangesNothing() {
        var schedule = at.create("nightly", hourly());
        assertThat(at.schedules.change(at.tenant, "nightly", schedule.version(), define("1 * * * *")))
                .isInstanceOf(Changed.Done.class);
        assertThat(at.schedules.change(at.tenant, "nightly", schedule.version(), define("2 * * * *")))
                .isEqualTo(new Changed.Outdated(2));
        assertThat(at.find("nightly").definition()).isEqualTo(define("1 * * * *"));
        assertThat(at.schedules.change(at.tenant, "other", null, hourly())).isEqualTo(new Changed.NotFound());
    }

    @Test
    void toPauseTwiceIsToPause() {
        at.create("nightly", hourly());
        at.schedules.pause(at.tenant, "nightly");
        at.clock.jump(HOUR);
        at.schedules.pause(at.tenant, "nightly");
        assertThat(at.find("nightly").pausedAt()).isEqualTo(start);
        assertThat(at.find("nightly").version()).isEqualTo(2);
        at.schedules.resume(at.tenant, "nightly");
        at.schedules.resume(at.tenant, "nightly");
        assertThat(at.find("nightly").version()).isEqualTo(3);
    }

    @Test
    void whatIsDeletedFiresNoMore() {
        at.create("nightly", with(hourly(), Overlap.QUEUE));
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        assertThat(at.schedules.delete(at.tenant, "nightly")).isTrue();
        assertThat(at.schedules.delete(at.tenant, "nightly")).isFalse();
        at.endJobs();
        assertThat(at.fireAfter(HOUR).looked()).isZero();
        assertThat(at.jobs("nightly")).hasSize(1);
        assertThat(at.create("nightly", hourly()).version()).isEqualTo(1);
    }

    @Test
    void thePreviewIsWhatFires() {
        var schedule = at.create("nightly", hourly());
        assertThat(schedule.preview(at.clock.now(), 10))
                .hasSize(10)
                .startsWith(start.plus(HOUR), start.plus(HOUR.multipliedBy(2)));
        at.schedules.pause(at.tenant, "nightly");
        at.clock.jump(HOUR.multipliedBy(5));
        assertThat(at.find("nightly").preview(at.clock.now(), 2))
                .containsExactly(start.plus(HOUR.multipliedBy(6)), start.plus(HOUR.multipliedBy(7)));
    }

    @Test
    void aWishToFireAtOnceLeavesThePlanAlone() {
        var schedule = at.create("nightly", with(hourly(), Overlap.SKIP));
        at.fireAfter(HOUR);
        var done = at.triggers.trigger(at.tenant, "nightly", null);
        assertThat(done).isInstanceOfSatisfying(Triggered.Done.class, now -> {
            assertThat(now.firing().manual()).isTrue();
            assertThat(now.firing().state()).isEqualTo(Firing.State.FIRED);
            assertThat(now.firing().logicalAt()).isEqualTo(at.clock.now());
        });
        assertThat(at.find("nightly").nextAt()).isEqualTo(start.plus(HOUR.multipliedBy(2)));
        assertThat(at.jobs("nightly")).hasSize(2);
        at.fireAfter(HOUR);
        assertThat(at.history(schedule).getLast().reason()).isEqualTo("overlap");
    }

    @Test
    void aWishWithAKeyIsFulfilledOnce() {
        at.create("nightly", hourly());
        var first = (Triggered.Done) at.triggers.trigger(at.tenant, "nightly", "a");
        assertThat(at.triggers.trigger(at.tenant, "nightly", "a")).isEqualTo(new Triggered.Repeated(first.firing()));
        assertThat(at.triggers.trigger(at.tenant, "nightly", "b")).isInstanceOf(Triggered.Done.class);
        assertThat(at.jobs("nightly")).hasSize(2);
    }

    @Test
    void aWishOfWhatIsInvalidIsRefused() {
        at.create("nightly", with(hourly(), "{\"job\": {\"kind\": \"gone\", \"payload\": {}}}"));
        assertThat(at.triggers.trigger(at.tenant, "nightly", "a")).isInstanceOf(Triggered.Invalid.class);
        assertThat(at.triggers.trigger(at.tenant, "other", "a")).isInstanceOf(Triggered.NotFound.class);
        assertThat(at.history(at.find("nightly"))).isEmpty();
    }

    @Test
    void whyOneWaitsCanBeAsked() {
        var schedule = at.create("nightly", with(hourly(), Overlap.QUEUE));
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        assertThat(at.firings.waiting(schedule.id())).isPresent();
        assertThat(at.firings.unfinished(schedule.id(), 10))
                .extracting(Firing::logicalAt)
                .containsExactly(start.plus(HOUR));
        at.endJobs();
        assertThat(at.firings.unfinished(schedule.id(), 10)).isEmpty();
    }

    @Test
    void theLastOfEachIsKnown() {
        var a = at.create("a", hourly());
        var b = at.create("b", hourly());
        at.fireAfter(HOUR);
        at.fireAfter(HOUR);
        var c = at.create("c", hourly());
        var last = at.firings.last(List.of(a.id(), b.id(), c.id()));
        assertThat(last.keySet()).isEqualTo(Set.of(a.id(), b.id()));
        assertThat(last.values())
                .allSatisfy(firing -> assertThat(firing.logicalAt()).isEqualTo(start.plus(HOUR.multipliedBy(2))));
        assertThat(at.firings.last(List.of())).isEqualTo(Map.of());
    }

    @Test
    void theHistoryComesInPagesAndByState() {
        var schedule = at.create("nightly", with(hourly(), Overlap.SKIP));
        for (int nr = 0; nr < 3; nr++) {
            at.fireAfter(HOUR);
        }
        var first = at.firings.page(schedule.id(), Set.of(), null, 2);
        assertThat(first)
                .extracting(Firing::logicalAt)
                .containsExactly(start.plus(HOUR.multipliedBy(3)), start.plus(HOUR.multipliedBy(2)));
        assertThat(at.firings.page(schedule.id(), Set.of(), first.getLast().id().uuid(), 2))
                .extracting(Firing::state)
                .containsExactly(Firing.State.FIRED);
        assertThat(at.history(schedule, Firing.State.SKIPPED)).hasSize(2);
    }

    @Test
    void whatIsOldIsForgottenUnlessItsJobsHaveNotEnded() {
        var running = at.create("running", with(hourly(), Overlap.SKIP));
        var ended = at.create("ended", hourly());
        at.fireAfter(HOUR);
        assertThat(at.firings.prune(30, 10)).isZero();
        at.clock.jump(Duration.ofDays(31));
        assertThat(at.firings.prune(30, 10)).isEqualTo(1);
        assertThat(at.history(ended)).isEmpty();
        assertThat(at.history(running)).hasSize(1);
        at.endJobs();
        assertThat(at.firings.prune(30, 10)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            schedule | cron = NULL, timezone = NULL                       | a_cron_line_or_an_interval
            schedule | every = 60                                         | a_cron_line_or_an_interval
            schedule | timezone = NULL                                    | a_cron_line_has_a_zone
            schedule | anchor = now()                                     | an_interval_has_a_beginning
            schedule | starts_at = now(), ends_at = now()                 | it_ends_after_its_start
            schedule | due_at = NULL                                      | what_comes_next_is_due_some_time
            schedule | next_at = decided_at                               | what_comes_next_is_undecided
            schedule | catch_up = 'some'                                  | schedule_catch_up_check
            schedule | max_catch_up = 1001                                | schedule_max_catch_up_check
            schedule | overlap = 'some'                                   | schedule_overlap_check
            schedule | jitter = -1                                        | schedule_jitter_check
            schedule | name = 'A'                                         | schedule_name_check
            schedule | description = ''                                   | schedule_description_check
            schedule | cron = ''                                          | schedule_cron_check
            schedule | version = 0                                        | schedule_version_check
            schedule | cron = NULL, timezone = NULL, anchor = now(), every = 0 | schedule_every_check
            firing   | reason = 'why'                                     | a_reason_exactly_if_it_did_not_fire
            firing   | fired_at = NULL                                    | a_time_exactly_if_it_fired
            firing   | job = NULL                                         | what_fired_made_something
            firing   | batch = job                                        | what_fired_made_something
            firing   | analysis = job                                     | what_fired_made_something
            firing   | through = logical_at + interval '1 hour'           | only_what_was_missed_stands_for_several
            firing   | state = 'failed', reason = 'a', fired_at = NULL, open = true | only_what_fired_has_open_jobs
            firing   | state = 'failed', reason = '', fired_at = NULL     | firing_reason_check
            firing   | state = 'skipped', reason = 'a', fired_at = NULL, through = logical_at | several_end_after_their_first
            firing   | state = 'lost', reason = 'a', fired_at = NULL      | firing_state_check
            firing   | key = ''                                           | firing_key_check
            """)
    void anIllegalRowIsRefused(String table, String change, String constraint) {
        at.create("nightly", hourly());
        at.fireAfter(HOUR);
        assertThatThrownBy(() -> at.jdbi().useHandle(handle -> handle.execute("UPDATE " + table + " SET " + change)))
                .hasMessageContaining("violates check constraint \"%s\"".formatted(constraint));
    }

    @Test
    void noConstraintIsWithoutItsTest() throws NoSuchMethodException {
        var constraints = at.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT conname FROM pg_constraint
                        WHERE contype = 'c' AND conrelid IN ('schedule'::regclass, 'firing'::regclass)""").mapTo(String.class).list());
        var source = SchedulesTest.class
                .getDeclaredMethod("anIllegalRowIsRefused", String.class, String.class, String.class)
                .getAnnotation(CsvSource.class);
        var tested = source.textBlock()
                .lines()
                .map(line -> line.replaceAll(".*\\| *", ""))
                .distinct();
        assertThat(tested).containsExactlyInAnyOrderElementsOf(constraints);
    }
}
