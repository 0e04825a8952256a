package io.penstock.db.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.control.Resolutions;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ResultDaysTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final ResultDays days = new ResultDays(test.jdbi());
    private final Results results = new Results(test.jdbi());
    private final Jobs jobs = new Jobs(test.jdbi());
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final LocalDate old = today.minusDays(20);
    private final Instant then = old.atTime(12, 0).toInstant(ZoneOffset.UTC);

    @BeforeEach
    void anOldDay() {
        make(old);
    }

    private void make(LocalDate day) {
        test.jdbi()
                .useHandle(handle -> Partitions.TABLES.forEach(
                        table -> handle.execute("CREATE TABLE %s_%s PARTITION OF %s FOR VALUES FROM ('%s') TO ('%s')"
                                .formatted(
                                        table,
                                        day.format(DateTimeFormatter.BASIC_ISO_DATE),
                                        table,
                                        Partitions.floor(day),
                                        Partitions.floor(day.plusDays(1))))));
    }

    private JobRows row() {
        return JobRows.in(test.database()).createdAt(then).since(then);
    }

    private JobId succeededAside() {
        var id = row().succeeded().insert();
        var text = (JsonText.Aside) JsonText.of('"' + "x".repeat(300 << 10) + '"');
        test.jdbi().useHandle(handle -> {
            handle.execute("UPDATE outcome SET result = NULL WHERE id = ?", id.uuid());
            Asides.RESULTS.write(handle, id, text);
        });
        return id;
    }

    private String partition() {
        return "outcome_" + old.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private List<String> texts(String sql) {
        return test.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private Job job(JobId id) {
        return jobs.find(1, id).orElseThrow();
    }

    @Test
    void anOldDaysResultsAreDroppedAndNothingElse() {
        var inline = row().succeeded().insert();
        var aside = succeededAside();
        var failed = row().failed().insert();
        var unknown = row().outcomeUnknown().insert();
        var young = JobRows.in(test.database()).succeeded().insert();
        var before = List.of(job(inline), job(aside), job(failed), job(unknown));

        assertThat(days.prune(7)).containsExactly(old);

        assertThat(List.of(job(inline), job(aside), job(failed), job(unknown))).isEqualTo(before);
        assertThat(results.find(1, inline)).isEqualTo(new Result.Gone());
        assertThat(results.find(1, aside)).isEqualTo(new Result.Gone());
        assertThat(results.find(1, failed)).isEqualTo(new Result.None());
        assertThat(results.find(1, young)).isInstanceOf(Result.Inline.class);
        assertThat(texts("SELECT count(*) FROM result_aside")).containsExactly("0");
        assertThat(texts("SELECT day FROM result_day WHERE dropped_at IS NOT NULL"))
                .containsExactly(old.toString());
    }

    @Test
    void theCopyHasAllThatThePartitionHad() {
        row().succeeded().insert();
        var shape = shape();
        assertThat(shape).hasSizeGreaterThan(20);

        assertThat(days.prune(7)).containsExactly(old);

        assertThat(shape()).isEqualTo(shape);
        assertThatThrownBy(() -> test.jdbi()
                        .useHandle(handle -> handle.execute("UPDATE %s SET state = 'running'".formatted(partition()))))
                .hasMessageContaining("outcome_state_check");
    }

    /** Columns, constraints, indexes, which of them belong to those of outcome, and the bounds. */
    private List<String> shape() {
        return texts("""
                SELECT attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || attstorage::text
                       || ' ' || coalesce(pg_get_expr(adbin, adrelid), '')
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = '%1$s'::regclass AND attnum > 0 AND NOT attisdropped
                UNION ALL
                SELECT contype::text || ' ' || pg_get_constraintdef(oid) || ' ' || coninhcount || CASE contype WHEN 'c' THEN conname ELSE '' END
                FROM pg_constraint WHERE conrelid = '%1$s'::regclass
                UNION ALL
                SELECT regexp_replace(pg_get_indexdef(indexrelid), '(INDEX )[^ ]+', 'INDEX ') || ' ' || inhparent::regclass
                FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid = '%1$s'::regclass
                UNION ALL
                SELECT pg_get_expr(relpartbound, oid) || ' ' || coalesce(reloptions::text, '') FROM pg_class WHERE oid = '%1$s'::regclass
                ORDER BY 1""".formatted(partition()));
    }

    @Test
    void aDayIsDoneOnceAndForgottenWithItsJobs() {
        var id = row().succeeded().insert();
        assertThat(days.prune(7)).containsExactly(old);
        var done = texts("SELECT '%s'::regclass::oid".formatted(partition()));
        assertThat(days.prune(7)).isEmpty();
        assertThat(texts("SELECT '%s'::regclass::oid".formatted(partition()))).isEqualTo(done);

        assertThat(new Partitions(test.jdbi()).prune(15)).containsExactly(old);
        assertThat(jobs.find(1, id)).isEmpty();
        assertThat(texts("SELECT day FROM result_day")).isEmpty();
    }

    @Test
    void resultsStayAsLongAsTheDayIsNotOver() {
        var id = row().succeeded().insert();
        var waiting = row().queued().insert();
        assertThat(days.prune(7)).isEmpty();
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM live WHERE id = ?", waiting.uuid()));
        assertThat(days.prune(20)).isEmpty();
        assertThat(results.find(1, id)).isInstanceOf(Result.Inline.class);
        assertThat(days.prune(19)).containsExactly(old);
    }

    @Test
    void theLastJobOfADayKeepsTheResultsOfAll() {
        var early = row().succeeded().insert();
        var late =
                row().since(Instant.now().minus(Duration.ofDays(5))).succeeded().insert();
        assertThat(days.prune(7)).isEmpty();
        assertThat(results.find(1, early)).isInstanceOf(Result.Inline.class);
        assertThat(days.prune(4)).containsExactly(old);
        assertThat(results.find(1, late)).isEqualTo(new Result.Gone());
    }

    @Test
    void aResolutionWhileTheDayIsCopiedIsNotLost() {
        row().succeeded().insert();
        var unknown = row().outcomeUnknown().insert();
        try (var reader = test.jdbi().open()) {
            var pruning = pruneWhileReadBy(reader);
            new Resolutions(test.jdbi()).resolve(1, unknown, true, "I looked.", JsonText.of("{\"a\":1}"));
            reader.rollback();
            assertThat(pruning.join()).containsExactly(old);
        }
        assertThat(job(unknown).resolution()).isNotNull();
        assertThat(results.find(1, unknown)).isEqualTo(new Result.Inline("{\"a\":1}"));
    }

    @Test
    void whatIsForgottenWhileTheDayIsCopiedStaysForgotten() {
        row().succeeded().insert();
        var failed = row().failed().insert();
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO forgetting (id, tenant, after) VALUES (?, 1, interval '0')", failed.uuid()));
        try (var reader = test.jdbi().open()) {
            var pruning = pruneWhileReadBy(reader);
            assertThat(new Forgetting(test.jdbi()).look(10).erased()).isEqualTo(1);
            reader.rollback();
            assertThat(pruning.join()).containsExactly(old);
        }
        assertThat(texts("SELECT error FROM " + partition() + " WHERE state = 'failed'"))
                .containsExactly("The message was not to be kept.");
    }

    /** The copy is there, and the reader keeps it from taking the partition's place. */
    private CompletableFuture<List<LocalDate>> pruneWhileReadBy(Handle reader) {
        reader.begin();
        reader.execute("SELECT FROM outcome LIMIT 1");
        var pruning = CompletableFuture.supplyAsync(() -> days.prune(7), Thread::startVirtualThread);
        await().until(() -> !texts("SELECT relname FROM pg_class WHERE relname = '%s_copy'".formatted(partition()))
                .isEmpty());
        return pruning;
    }

    @Test
    void everybodyElseGoesOnWhileADayIsCopied() {
        var id = row().succeeded().insert();
        try (var gate = test.jdbi().open()) {
            gate.execute("""
                    ALTER TABLE outcome ADD CONSTRAINT slow
                    CHECK (finished_at > now() - interval '1 day' OR pg_advisory_xact_lock_shared(42)::text IS NOT NULL) NOT VALID""");
            gate.execute("SELECT pg_advisory_lock(42)");
            var pruning = CompletableFuture.supplyAsync(() -> days.prune(7), Thread::startVirtualThread);
            await().until(() -> !texts("SELECT pid FROM pg_locks WHERE objid = 42 AND NOT granted")
                    .isEmpty());

            assertThat(results.find(1, id)).isInstanceOf(Result.Inline.class);
            JobRows.in(test.database()).succeeded().insert();
            new Partitions(test.jdbi()).makeAhead(5);
            assertThat(new Partitions(test.jdbi()).prune(10)).isEmpty();
            assertThat(days.prune(7)).isEmpty();

            assertThat(pruning).isNotDone();
            gate.execute("SELECT pg_advisory_unlock(42)");
            assertThat(pruning.join()).containsExactly(old);
        }
        assertThat(results.find(1, id)).isEqualTo(new Result.Gone());
    }

    @Test
    void nobodyMissesAnOutcomeWhenTheCopyTakesItsPlace() {
        var id = row().succeeded().insert();
        var over = new AtomicBoolean();
        var reading = CompletableFuture.supplyAsync(
                () -> {
                    int missed = 0;
                    do {
                        missed += jobs.find(1, id).isEmpty()
                                        || results.find(1, id).equals(new Result.None())
                                ? 1
                                : 0;
                    } while (!over.get());
                    return missed;
                },
                Thread::startVirtualThread);
        assertThat(days.prune(7)).containsExactly(old);
        over.set(true);
        assertThat(reading.join()).isZero();
    }

    @Test
    void whoDiesInTheMiddleLeavesNothingThatTheNextOneMinds() {
        var id = row().succeeded().insert();
        try (var reader = test.jdbi().open()) {
            var pruning = pruneWhileReadBy(reader);
            test.jdbi().useHandle(handle -> handle.execute("""
                            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"""));
            assertThat(pruning.handle((dropped, failure) -> failure).join()).isNotNull();
            reader.rollback();
        }
        assertThat(results.find(1, id)).isInstanceOf(Result.Inline.class);

        assertThat(days.prune(7)).containsExactly(old);

        assertThat(results.find(1, id)).isEqualTo(new Result.Gone());
        assertThat(texts("SELECT relname FROM pg_class WHERE relname = '%s_copy'".formatted(partition())))
                .isEmpty();
    }

    @Test
    void severalMayTryAtOnce() {
        row().succeeded().insert();
        var dropped = AtOnce.call(4, i -> new ResultDays(test.jdbi()).prune(7));
        assertThat(dropped.stream().flatMap(List::stream)).containsExactly(old);
    }

    @Test
    void daysWithoutOutcomesAreDoneToo() {
        assertThat(days.prune(7)).containsExactly(old);
        assertThat(days.prune(7)).isEmpty();
    }
}
