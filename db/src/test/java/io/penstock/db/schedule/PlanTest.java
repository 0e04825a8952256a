package io.penstock.db.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.db.schedule.Plan.Missed;
import io.penstock.db.schedule.Timing.Cron;
import io.penstock.db.schedule.Timing.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static Plan plan(Timing timing, Duration jitter, @Nullable Instant startsAt, @Nullable Instant endsAt) {
        return new Plan(ScheduleId.next(), timing, startsAt, endsAt, jitter);
    }

    private static Plan cron(String line) {
        return plan(new Cron(CronLine.of(line), UTC), Duration.ZERO, null, null);
    }

    private static final Plan HOURLY = cron("0 * * * *");

    private static List<Instant> hours(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(hour -> NOON.plus(Duration.ofHours(hour)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOnTimeFiresWhateverTheRuleForWhatWasMissed(CatchUp catchUp) {
        var due = HOURLY.due(NOON, NOON.plusSeconds(59), catchUp, 10);
        assertThat(due.fire()).containsExactly(NOON);
        assertThat(due.missed()).isNull();
        assertThat(due.next()).contains(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void nothingOfWhatWasMissedFires() {
        var due = HOURLY.due(NOON, NOON.plus(Duration.ofMinutes(150)), CatchUp.NONE, 10);
        assertThat(due.fire()).isEmpty();
        assertThat(due.missed()).isEqualTo(new Missed(NOON, NOON.plus(Duration.ofHours(2))));
        assertThat(due.next()).contains(NOON.plus(Duration.ofHours(3)));
    }

    @Test
    void whatIsOnTimeFiresThoughOthersWereMissed() {
        var due = HOURLY.due(NOON, NOON.plus(Duration.ofHours(2)), CatchUp.NONE, 10);
        assertThat(due.fire()).containsExactly(NOON.plus(Duration.ofHours(2)));
        assertThat(due.missed()).isEqualTo(new Missed(NOON, NOON.plus(Duration.ofHours(1))));
    }

    @Test
    void theLastOfWhatWasMissedFires() {
        var due = HOURLY.due(NOON, NOON.plus(Duration.ofMinutes(150)), CatchUp.LATEST, 10);
        assertThat(due.fire()).isEqualTo(hours(2, 2));
        assertThat(due.missed()).isEqualTo(new Missed(NOON, NOON.plus(Duration.ofHours(1))));
        assertThat(due.next()).contains(NOON.plus(Duration.ofHours(3)));
    }

    @Test
    void allOfWhatWasMissedFiresInItsOrder() {
        var due = HOURLY.due(NOON, NOON.plus(Duration.ofMinutes(150)), CatchUp.ALL, 10);
        assertThat(due.fire()).isEqualTo(hours(0, 2));
        assertThat(due.missed()).isNull();
    }

    @Test
    void ofMoreThanTheMostTheLastFire() {
        var due = HOURLY.due(NOON, NOON.plus(Duration.ofMinutes(150)), CatchUp.ALL, 2);
        assertThat(due.fire()).isEqualTo(hours(1, 2));
        assertThat(due.missed()).isEqualTo(new Missed(NOON, NOON));
    }

    /** A leap of the clock by ten years, with a time each second of every Monday. */
    @Test
    void millionsOfMissedTimesAreNotWalkedThrough() {
        var monday = Instant.parse("2026-06-01T00:00:00Z");
        var now = Instant.parse("2036-06-01T12:00:00Z");
        var last = Instant.parse("2036-05-26T23:59:59Z");
        var due = cron("* * * * * MON").due(monday, now, CatchUp.ALL, 1000);
        assertThat(due.fire())
                .isEqualTo(IntStream.rangeClosed(-999, 0)
                        .mapToObj(last::plusSeconds)
                        .toList());
        assertThat(due.missed()).isEqualTo(new Missed(monday, last.minusSeconds(1000)));
        assertThat(due.next()).contains(Instant.parse("2036-06-02T00:00:00Z"));
    }

    /** The quick way back finds what walking does. */
    @Test
    void theLastTimeIsTheOneThatWalkingFinds() {
        for (var line : List.of("*/7 * * * *", "0 0 29 2 *", "13 3,9 * * MON", "30 2 L * *", "*/5 10 * * * SAT")) {
            var plan = cron(line);
            var times = Stream.iterate(
                            plan.after(NOON).orElseThrow(),
                            time -> plan.after(time).orElseThrow())
                    .limit(200)
                    .toList();
            for (int nr = 0; nr < times.size() - 1; nr++) {
                for (var now : List.of(times.get(nr), times.get(nr + 1).minusNanos(1))) {
                    assertThat(plan.due(times.getFirst(), now, CatchUp.LATEST, 1)
                                    .fire())
                            .containsExactly(times.get(nr));
                }
            }
        }
    }

    @Test
    void beforeItsTimeNothingIsDue() {
        var due = HOURLY.due(NOON, NOON.minusSeconds(1), CatchUp.ALL, 10);
        assertThat(due.fire()).isEmpty();
        assertThat(due.missed()).isNull();
        assertThat(due.next()).contains(NOON);
    }

    @Test
    void nothingFiresBeforeTheStartOrAfterTheEnd() {
        var plan = plan(new Cron(CronLine.of("0 * * * *"), UTC), Duration.ZERO, NOON, NOON.plus(Duration.ofHours(2)));
        assertThat(plan.preview(NOON.minus(Duration.ofDays(3)), 10)).isEqualTo(hours(0, 2));
        assertThat(plan.after(NOON.plus(Duration.ofHours(2)))).isEmpty();
        var due = plan.due(NOON, NOON.plus(Duration.ofDays(3)), CatchUp.LATEST, 1);
        assertThat(due.fire()).isEqualTo(hours(2, 2));
        assertThat(due.next()).isEmpty();
    }

    @Test
    void jitterIsTheSameForATimeAndDiffersFromTimeToTime() {
        var jitter = Duration.ofMinutes(10);
        var plan = plan(new Cron(CronLine.of("0 * * * *"), UTC), jitter, null, null);
        var again = new Plan(plan.id(), plan.timing(), null, null, jitter);
        var late = hours(1, 100).stream()
                .map(time -> Duration.between(time, plan.due(time)))
                .toList();
        assertThat(late).allMatch(by -> !by.isNegative() && by.compareTo(jitter) < 0);
        assertThat(late).doesNotHaveDuplicates();
        assertThat(late.stream().mapToLong(Duration::toMillis).average().orElseThrow())
                .isCloseTo(300_000, within(100_000.0));
        assertThat(hours(1, 100)).allMatch(time -> plan.due(time).equals(again.due(time)));
        var another = plan(plan.timing(), jitter, null, null);
        assertThat(another.due(NOON)).isNotEqualTo(plan.due(NOON));
    }

    @Test
    void jitterNeverReachesTheNextTime() {
        var plan = plan(new Every(Duration.ofSeconds(10), NOON), Duration.ofHours(1), null, null);
        for (var time : plan.preview(NOON, 200)) {
            assertThat(plan.due(time)).isBetween(time, time.plusSeconds(10).minusMillis(1));
        }
    }

    @Test
    void whatItsJitterHoldsBackIsNotMissed() {
        var plan = plan(new Cron(CronLine.of("0 * * * *"), UTC), Duration.ofMinutes(50), null, null);
        var second = NOON.plus(Duration.ofHours(1));
        var before = plan.due(second).minusMillis(1);
        var due = plan.due(NOON, before, CatchUp.ALL, 10);
        assertThat(due.fire()).containsExactly(NOON);
        assertThat(due.next()).contains(second);
        assertThat(plan.due(second, plan.due(second), CatchUp.NONE, 1).fire()).containsExactly(second);
        assertThat(plan.due(second).until(second.plus(1, ChronoUnit.HOURS))).isPositive();
    }
}
