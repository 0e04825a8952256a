package io.penstock.db.retention;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results are kept for a shorter time than jobs, and dropped a day at a time: the day's outcomes are copied without them, and the copy
 * takes the partition's place. Nobody notices while it is copied, as an outcome of a day whose jobs have all ended changes no more. Only
 * an unknown one may, when somebody resolves it, so these are copied again at the end, when nobody can write.
 */
public final class ResultDays {

    private static final Logger LOG = LoggerFactory.getLogger(ResultDays.class);

    private static final String LOCK = "hashtext('penstock.results')";

    private static final String KNOWN = "SELECT EXISTS (SELECT FROM result_day WHERE day = :day)";

    private static final String TIME = """
            SELECT EXISTS (SELECT FROM result_day
                           WHERE day = :day AND dropped_at IS NULL AND last_finish < now() - make_interval(days => :days))""";

    /** Results that came late, by a resolution, stay. */
    private static final String COLUMNS = """
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
                   string_agg(CASE attname WHEN 'result' THEN 'CASE WHEN resolved_at >= now() - make_interval(days => :days) THEN result END'
                                           ELSE quote_ident(attname) END, ', ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = 'outcome'::regclass AND attnum > 0 AND NOT attisdropped""";

    private static final String COPY = "INSERT INTO %1$s (%2$s) SELECT %3$s FROM %4$s";

    private static final String COPY_AGAIN = """
            WITH stale AS (DELETE FROM %1$s WHERE state = 'outcome_unknown' RETURNING tenant AS t, id AS i)
            INSERT INTO %1$s (%2$s) SELECT %3$s FROM stale JOIN %4$s ON tenant = t AND id = i""";

    /** Of who died before his copy took its place, or gave up. */
    private static final String DROP_COPY = "DROP TABLE IF EXISTS ";

    private static final String DONE = "UPDATE result_day SET dropped_at = now() WHERE day = :day";

    private static final String REOPEN = """
            UPDATE result_day SET last_finish = now()
            WHERE day IN (SELECT (uuid_extract_timestamp(id) AT TIME ZONE 'UTC')::date FROM unnest(:ids::uuid[]) AS id)""";

    /** Whoever asks for a lock on outcome makes everybody behind him wait, so he does not ask for long, but often. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '200ms'";

    private static final int TRIES = 30;
    private static final String BETWEEN_TRIES = "SELECT pg_sleep(1)";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Jdbi jdbi;

    public ResultDays(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Drops the results of the days whose last job ended longer ago than this. Returns these days. */
    public List<LocalDate> prune(int keepDays) {
        return jdbi.withHandle(handle -> {
            if (!is(handle, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
                return List.of();
            }
            try {
                waitForAnswers(handle);
                return prune(handle, keepDays);
            } finally {
                handle.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
            }
        });
    }

    /** Keeps days from being copied until the transaction ends, unless one just is. */
    static boolean lockForTransaction(Handle handle) {
        return is(handle, "SELECT pg_try_advisory_xact_lock(" + LOCK + ")");
    }

    /** Whether jobs of days that are over may run again: until the transaction ends, no such day is copied or dropped. */
    public static boolean mayReopen(Handle handle) {
        return is(handle, "SELECT pg_try_advisory_xact_lock_shared(" + LOCK + ")");
    }

    /** Their days' last finish is yet to come, and no earlier than now. */
    public static void reopen(Handle handle, List<JobId> jobs) {
        if (!jobs.isEmpty()) {
            handle.createUpdate(REOPEN)
                    .bind("ids", SqlArray.texts(jobs, JobId::uuid))
                    .execute();
        }
    }

    static void forget(Handle handle, LocalDate day) {
        handle.execute("DELETE FROM result_day WHERE day = ?", day);
        handle.execute(DROP_COPY + copy(day));
    }

    /** A large day is copied for longer than statements usually take. The pool takes this back. */
    private static void waitForAnswers(Handle handle) {
        try {
            handle.getConnection().setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private static List<LocalDate> prune(Handle handle, int keepDays) {
        var dropped = new ArrayList<LocalDate>();
        var oldest = Partitions.today(handle).minusDays(keepDays);
        for (var day : Partitions.days(handle)) {
            if (day.isBefore(oldest)
                    && !Partitions.unfinished(handle, day)
                    && isTime(handle, day, keepDays)
                    && drop(handle, day, keepDays)) {
                dropped.add(day);
            }
        }
        return dropped;
    }

    /** The day's outcomes are read for it once. */
    private static boolean isTime(Handle handle, LocalDate day, int keepDays) {
        var known =
                handle.createQuery(KNOWN).bind("day", day).mapTo(Boolean.class).one();
        if (!known) {
            handle.useTransaction(scan -> {
                scan.execute("SET LOCAL enable_seqscan = on");
                scan.createUpdate("""
                        INSERT INTO result_day (day, last_finish)
                        SELECT :day, coalesce(max(greatest(finished_at, resolved_at)), '-infinity') FROM %s""".formatted(outcome(day))).bind("day", day).execute();
            });
        }
        return handle.createQuery(TIME)
                .bind("day", day)
                .bind("days", keepDays)
                .mapTo(Boolean.class)
                .one();
    }

    private static boolean drop(Handle handle, LocalDate day, int keepDays) {
        var columns = columns(handle);
        handle.useTransaction(copying -> copy(copying, day, columns, keepDays));
        for (int i = 0; i < TRIES; i++) {
            var swapped = trySwap(handle, day, columns, keepDays);
            if (swapped.isPresent()) {
                return swapped.get();
            }
            handle.execute(BETWEEN_TRIES);
        }
        handle.execute(DROP_COPY + copy(day));
        LOG.warn("The results of {} could not be dropped, as somebody reads outcomes all the time; later again", day);
        return false;
    }

    /** Names of columns, and what is copied into them. */
    private record Columns(String into, String from) {}

    private static Columns columns(Handle handle) {
        return handle.createQuery(COLUMNS)
                .map((row, context) -> new Columns(row.getString(1), row.getString(2)))
                .one();
    }

    /** Touches the partition only: whoever holds a lock on outcome itself for so long is in the way of who makes partitions. */
    private static void copy(Handle handle, LocalDate day, Columns columns, int keepDays) {
        handle.execute("SET LOCAL enable_seqscan = on");
        handle.execute(DROP_COPY + copy(day));
        handle.execute("CREATE TABLE %s (LIKE %s INCLUDING ALL)".formatted(copy(day), outcome(day)));
        // With it, Postgres believes without a look at the rows that they belong there.
        handle.execute("ALTER TABLE %s ADD CONSTRAINT of_the_day CHECK (id >= '%s' AND id < '%s')"
                .formatted(copy(day), Partitions.floor(day), Partitions.floor(day.plusDays(1))));
        fill(handle, COPY, day, columns, keepDays);
    }

    private static void fill(Handle handle, String sql, LocalDate day, Columns columns, int keepDays) {
        handle.createUpdate(sql.formatted(copy(day), columns.into, columns.from, outcome(day)))
                .bind("days", keepDays)
                .execute();
    }

    /** What was erased since the copy was begun, which is never a day ago. */
    private static void forgetAgain(Handle handle, LocalDate day) {
        handle.execute("""
                UPDATE %s AS copied SET error = erased.error FROM forgetting JOIN %s AS erased USING (tenant, id)
                WHERE forgetting.forgotten_at > now() - interval '1 day' AND copied.tenant = erased.tenant AND copied.id = erased.id
                  AND copied.error <> erased.error""".formatted(copy(day), outcome(day)));
    }

    /** Whether it could, or nothing when somebody was in the way. */
    private static Optional<Boolean> trySwap(Handle handle, LocalDate day, Columns columns, int keepDays) {
        try {
            return Optional.of(handle.inTransaction(swapping -> swap(swapping, day, columns, keepDays)));
        } catch (JdbiException e) {
            if (isLockTimeout(e.getCause())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean swap(Handle handle, LocalDate day, Columns columns, int keepDays) {
        handle.execute(PATIENCE);
        handle.execute(Partitions.ONE_AT_A_TIME);
        handle.execute("LOCK TABLE ONLY outcome IN ACCESS EXCLUSIVE MODE");
        if (Partitions.unfinished(handle, day)) {
            return false;
        }
        fill(handle, COPY_AGAIN, day, columns, keepDays);
        forgetAgain(handle, day);
        handle.execute("ALTER TABLE outcome DETACH PARTITION " + outcome(day));
        handle.execute("DROP TABLE " + outcome(day));
        handle.execute("ALTER TABLE %s RENAME TO %s".formatted(copy(day), outcome(day)));
        handle.execute("ALTER TABLE outcome ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                .formatted(outcome(day), Partitions.floor(day), Partitions.floor(day.plusDays(1))));
        handle.execute("ALTER TABLE %s DROP CONSTRAINT of_the_day".formatted(outcome(day)));
        handle.execute("TRUNCATE " + Partitions.name("result_aside", day));
        handle.createUpdate(DONE).bind("day", day).execute();
        return true;
    }

    private static boolean isLockTimeout(@Nullable Throwable cause) {
        return cause instanceof SQLException e && LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    private static boolean is(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(Boolean.class).one();
    }

    private static String outcome(LocalDate day) {
        return Partitions.name("outcome", day);
    }

    private static String copy(LocalDate day) {
        return outcome(day) + "_copy";
    }
}
