package io.penstock.db.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PartitionsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Partitions partitions = new Partitions(test.jdbi());
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    private static List<LocalDate> days(LocalDate from, LocalDate to) {
        return from.datesUntil(to.plusDays(1)).toList();
    }

    @Test
    void aPartitionADayIsMadeAheadAndOneForClocksThatAreBehind() {
        partitions.makeAhead(20);
        for (var table : Partitions.TABLES) {
            assertThat(daysOf(table)).isEqualTo(days(today.minusDays(1), today.plusDays(20)));
        }
    }

    @Test
    void makingThemAgainChangesNothing() {
        partitions.makeAhead(20);
        var id = JobRows.in(test.database()).insert();
        partitions.makeAhead(20);
        partitions.makeAhead(3);
        assertThat(daysOf("job")).isEqualTo(days(today.minusDays(1), today.plusDays(20)));
        assertThat(count("job", id)).isEqualTo(1);
    }

    @Test
    void severalMayMakeThemAtOnce() {
        AtOnce.call(4, i -> {
            new Partitions(test.jdbi()).makeAhead(10);
            return i;
        });
        assertThat(daysOf("job")).isEqualTo(days(today.minusDays(1), today.plusDays(10)));
    }

    @Test
    void everyMomentHasItsPartition() {
        for (var time : Stream.of("T00:00:00Z", "T12:00:00Z", "T23:59:59.999Z")
                .map(clock -> Instant.parse(today + clock))
                .toList()) {
            var id = JobRows.in(test.database())
                    .createdAt(time)
                    .succeeded()
                    .attempt(2)
                    .insert();
            assertThat(count("job_" + day(today), id)).isEqualTo(1);
            assertThat(count("outcome_" + day(today), id)).isEqualTo(1);
            assertThat(count("attempt_" + day(today), id)).isEqualTo(1);
        }
    }

    @Test
    void oldDaysAreDroppedWhole() {
        Stream.of(40, 31, 30).forEach(ago -> make(today.minusDays(ago)));
        var old = finished(40);
        var young = finished(30);
        assertThat(partitions.prune(30)).containsExactly(today.minusDays(40), today.minusDays(31));
        assertThat(count("job", old)).isZero();
        assertThat(count("outcome", old)).isZero();
        assertThat(count("job", young)).isEqualTo(1);
        assertThat(daysOf("outcome"))
                .isEqualTo(daysOf("job"))
                .isEqualTo(daysOf("attempt"))
                .contains(today.minusDays(30));
        assertThat(partitions.prune(30)).isEmpty();
    }

    @Test
    void aDayWithAnUnfinishedJobIsKeptUntilItHasEnded() {
        Stream.of(41, 40, 39).forEach(ago -> make(today.minusDays(ago)));
        var id = JobRows.in(test.database()).createdAt(ago(40)).scheduled().insert();
        assertThat(partitions.prune(30)).containsExactly(today.minusDays(41), today.minusDays(39));
        assertThat(count("job", id)).isEqualTo(1);
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM live"));
        assertThat(partitions.prune(30)).containsExactly(today.minusDays(40));
    }

    @Test
    void theDaysOfABatchAreKeptUntilItHasFinished() {
        Stream.of(43, 42, 41, 40, 39).forEach(ago -> make(today.minusDays(ago)));
        batch(42, 40);
        assertThat(partitions.prune(30)).containsExactly(today.minusDays(43), today.minusDays(39));
        test.jdbi().useHandle(handle -> handle.execute("UPDATE batch SET finished_at = now()"));
        assertThat(partitions.prune(30)).containsExactly(today.minusDays(42), today.minusDays(41), today.minusDays(40));
        assertThat(rows("batch")).isZero();
        assertThat(rows("batch_item")).isZero();
    }

    @Test
    void aBatchIsKeptAsLongAsItsJobs() {
        Stream.of(41, 40).forEach(ago -> make(today.minusDays(ago)));
        batch(40, 29);
        test.jdbi().useHandle(handle -> handle.execute("UPDATE batch SET finished_at = now()"));
        assertThat(partitions.prune(30)).containsExactly(today.minusDays(41));
        assertThat(partitions.prune(28)).contains(today.minusDays(40));
        assertThat(rows("batch")).isZero();
    }

    /** With one item, which is invalid. */
    private void batch(int daysAgo, int sealedDaysAgo) {
        test.jdbi().useHandle(handle -> {
            var id = JobId.floor(ago(daysAgo));
            handle.execute(
                    "INSERT INTO batch (id, tenant, receiving_until, sealed_at) VALUES (?, 1, now(), ?)",
                    id,
                    ago(sealedDaysAgo).atOffset(ZoneOffset.UTC));
            handle.execute("INSERT INTO batch_item (batch, nr, content, error) VALUES (?, 1, sha256(''), '{}')", id);
        });
    }

    private int rows(String table) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    private JobId finished(int daysAgo) {
        return JobRows.in(test.database()).createdAt(ago(daysAgo)).failed().insert();
    }

    private Instant ago(int days) {
        return today.minusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant().plus(Duration.ofHours(12));
    }

    private void make(LocalDate day) {
        test.jdbi()
                .useHandle(handle -> Partitions.TABLES.forEach(table ->
                        handle.execute("CREATE TABLE %s_%s PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s')"
                                .formatted(
                                        table,
                                        day(day),
                                        table,
                                        JobId.floor(
                                                day.atStartOfDay(ZoneOffset.UTC).toInstant()),
                                        JobId.floor(day.plusDays(1)
                                                .atStartOfDay(ZoneOffset.UTC)
                                                .toInstant())))));
    }

    private static String day(LocalDate day) {
        return day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private List<LocalDate> daysOf(String table) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        SELECT to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') FROM pg_inherits
                        WHERE inhparent = CAST(:table AS regclass) ORDER BY 1""")
                        .bind("table", table)
                        .mapTo(LocalDate.class)
                        .list());
    }

    private int count(String table, JobId id) {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM %s WHERE id = :id".formatted(table))
                        .bind("id", id.uuid())
                        .mapTo(Integer.class)
                        .one());
    }

    @Test
    void nobodyWaitsBehindThemBeingMade() {
        try (var reader = test.jdbi().open()) {
            reader.begin();
            reader.execute("SELECT * FROM outcome");
            reader.execute("LOCK TABLE attempt IN ROW EXCLUSIVE MODE");
            partitions.makeAhead(20);
            assertThat(daysOf("attempt")).isEqualTo(days(today.minusDays(1), today.plusDays(20)));
            reader.rollback();
        }
    }

    @Test
    void aReaderIsNotWaitedForWhenADayIsDropped() {
        make(today.minusDays(40));
        try (var reader = test.jdbi().open()) {
            reader.begin();
            reader.execute("SELECT * FROM outcome");
            assertThat(partitions.prune(30)).isEmpty();
            reader.rollback();
        }
        assertThat(partitions.prune(30)).containsExactly(today.minusDays(40));
    }
}
