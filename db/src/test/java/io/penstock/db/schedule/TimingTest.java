package io.penstock.db.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.schedule.Timing.Cron;
import io.penstock.db.schedule.Timing.Every;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimingTest {

    private static Timing cron(String line, String zone) {
        return new Cron(CronLine.of(line), ZoneId.of(zone));
    }

    /** The times of a day of the zone's calendar, or more of them, as the zone's clocks show them. */
    private static List<String> local(Timing timing, String zone, String from, String to) {
        var clock = ZoneId.of(zone);
        var end = LocalDateTime.parse(to).atZone(clock).toInstant();
        var times = new ArrayList<String>();
        var start = LocalDateTime.parse(from).atZone(clock).toInstant().minusNanos(1);
        for (var next = timing.after(start);
                next.isPresent() && next.get().isBefore(end);
                next = timing.after(next.get())) {
            times.add(OffsetDateTime.ofInstant(next.get(), clock).toString());
        }
        return times;
    }

    private static List<String> local(String line, String zone, String from, String to) {
        return local(cron(line, zone), zone, from, to);
    }

    @Test
    void aTimeThatBerlinSkipsIsTakenRightAfterTheGap() {
        assertThat(local("30 2 * * *", "Europe/Berlin", "2027-03-27T00:00", "2027-03-30T00:00"))
                .containsExactly("2027-03-27T02:30+01:00", "2027-03-28T03:00+02:00", "2027-03-29T02:30+02:00");
    }

    @Test
    void allThatIsSkippedIsTakenTogetherAndWithWhatComesRightAfterIt() {
        assertThat(local("*/20 1-3 * * *", "Europe/Berlin", "2027-03-28T00:00", "2027-03-29T00:00"))
                .containsExactly(
                        "2027-03-28T01:00+01:00",
                        "2027-03-28T01:20+01:00",
                        "2027-03-28T01:40+01:00",
                        "2027-03-28T03:00+02:00",
                        "2027-03-28T03:20+02:00",
                        "2027-03-28T03:40+02:00");
    }

    @Test
    void aTimeThatBerlinHasTwiceIsTakenTheFirstTime() {
        assertThat(local("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00", "2026-10-27T00:00"))
                .containsExactly("2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    }

    @Test
    void theSecondPassOfAnHourIsSilent() {
        assertThat(local("*/30 1-3 * * *", "Europe/Berlin", "2026-10-25T00:00", "2026-10-26T00:00"))
                .containsExactly(
                        "2026-10-25T01:00+02:00",
                        "2026-10-25T01:30+02:00",
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T03:00+01:00",
                        "2026-10-25T03:30+01:00");
    }

    @Test
    void whoLooksWithinTheSecondPassSeesWhatComesAfterIt() {
        var timing = cron("*/30 * * * *", "Europe/Berlin");
        assertThat(timing.after(Instant.parse("2026-10-25T01:10:00Z"))).contains(Instant.parse("2026-10-25T02:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2026-03-08T00:00, 2026-03-09T00:00, 2026-03-08T03:00-04:00",
        "America/New_York, 2026-11-01T00:00, 2026-11-02T00:00, 2026-11-01T02:30-05:00",
        "Australia/Lord_Howe, 2026-10-04T00:00, 2026-10-05T00:00, 2026-10-04T02:30+11:00",
        "Australia/Lord_Howe, 2026-04-05T00:00, 2026-04-06T00:00, 2026-04-05T02:30+10:30",
        "Asia/Kolkata, 2026-04-05T00:00, 2026-04-06T00:00, 2026-04-05T02:30+05:30"
    })
    void halfPastTwoIsTakenOnceADayWhateverTheZoneDoes(String zone, String from, String to, String taken) {
        assertThat(local("30 2 * * *", zone, from, to)).containsExactly(taken);
    }

    @Test
    void newYorkHasHalfPastOneTwice() {
        assertThat(local("30 1 * * *", "America/New_York", "2026-11-01T00:00", "2026-11-02T00:00"))
                .containsExactly("2026-11-01T01:30-04:00");
    }

    @Test
    void lordHoweSkipsAndRepeatsHalfAnHour() {
        assertThat(local("*/15 2 * * *", "Australia/Lord_Howe", "2026-10-04T00:00", "2026-10-05T00:00"))
                .containsExactly("2026-10-04T02:30+11:00", "2026-10-04T02:45+11:00");
        assertThat(local("*/15 1 * * *", "Australia/Lord_Howe", "2026-04-05T00:00", "2026-04-06T00:00"))
                .containsExactly(
                        "2026-04-05T01:00+11:00",
                        "2026-04-05T01:15+11:00",
                        "2026-04-05T01:30+11:00",
                        "2026-04-05T01:45+11:00");
    }

    @Test
    void theDayThatApiaSkippedIsTakenAtTheBeginningOfTheNext() {
        assertThat(local("0 9 * * *", "Pacific/Apia", "2011-12-29T00:00", "2012-01-01T00:00"))
                .containsExactly("2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T09:00+14:00");
    }

    @Test
    void theTwentyNinthOfFebruaryComesInLeapYears() {
        assertThat(local("0 12 29 2 *", "UTC", "2026-01-01T00:00", "2034-01-01T00:00"))
                .containsExactly("2028-02-29T12:00Z", "2032-02-29T12:00Z");
        assertThat(local("0 12 29 2 MON", "UTC", "2026-01-01T00:00", "2080-01-01T00:00"))
                .containsExactly("2044-02-29T12:00Z", "2072-02-29T12:00Z");
    }

    @Test
    void sixFieldsHaveTheSecondInFront() {
        assertThat(local("*/20 0 0 * * *", "UTC", "2026-01-01T00:00", "2026-01-02T00:00"))
                .containsExactly("2026-01-01T00:00Z", "2026-01-01T00:00:20Z", "2026-01-01T00:00:40Z");
    }

    /** Whoever stops and looks again goes on where he was: the row has one next time for each time, and never goes back. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"})
    void fromWhereverOneLooksTheRowIsTheSame(String zone) {
        var timing = cron("*/10 0-4 * * *", zone);
        for (var change : changes(zone)) {
            var row = new TreeSet<Instant>();
            var from = change.minus(Duration.ofHours(6));
            var to = change.plus(Duration.ofHours(6));
            for (var next = timing.after(from).orElseThrow();
                    next.isBefore(to);
                    next = timing.after(next).orElseThrow()) {
                row.add(next);
            }
            for (var time = from; time.isBefore(Objects.requireNonNull(row.last())); time = time.plusSeconds(97)) {
                assertThat(timing.after(time)).contains(Objects.requireNonNull(row.higher(time)));
            }
        }
    }

    private static List<Instant> changes(String zone) {
        var rules = ZoneId.of(zone).getRules();
        var changes = new ArrayList<Instant>();
        for (var change = rules.nextTransition(Instant.parse("2026-01-01T00:00:00Z"));
                change != null && changes.size() < 2;
                change = rules.nextTransition(change.getInstant())) {
            changes.add(change.getInstant());
        }
        assertThat(changes).hasSize(2);
        return changes;
    }

    /** Each local time of the line comes once a day, wherever its day is whole. */
    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"})
    void aDailyTimeComesOnceADay(String zone) {
        for (var line : List.of("30 2 * * *", "15 1 * * *", "0 3 * * *", "0 0 * * *")) {
            var days = new ArrayList<LocalDate>();
            for (var time : local(line, zone, "2026-01-01T00:00", "2028-01-01T00:00")) {
                days.add(OffsetDateTime.parse(time).toLocalDate());
            }
            assertThat(days).hasSize(730).doesNotHaveDuplicates();
        }
    }

    @Test
    void anIntervalCountsFromItsAnchorWhateverTheClocksShow() {
        var timing = new Every(Duration.ofMinutes(15), Instant.parse("2026-10-24T23:52:00Z"));
        assertThat(timing.after(Instant.parse("2026-10-20T00:00:00Z"))).contains(Instant.parse("2026-10-24T23:52:00Z"));
        assertThat(timing.after(Instant.parse("2026-10-24T23:52:00Z"))).contains(Instant.parse("2026-10-25T00:07:00Z"));
        assertThat(local(timing, "Europe/Berlin", "2026-10-25T02:00", "2026-10-25T03:00"))
                .hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.9S", "-PT1M", "PT1.5S", "P366DT1S"})
    void anIntervalIsWholeSecondsFromOneToAYear(Duration every) {
        assertThatThrownBy(() -> new Every(every, Instant.EPOCH)).isInstanceOf(IllegalArgumentException.class);
    }
}
