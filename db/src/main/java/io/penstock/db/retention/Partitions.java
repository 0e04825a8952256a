package io.penstock.db.retention;

import io.penstock.db.job.JobId;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** A partition a day of the tables that only grow: made ahead, and dropped whole when its time is over. */
public final class Partitions {

    static final List<String> TABLES = List.of(
            "job",
            "outcome",
            "attempt",
            "tag",
            "effect",
            "past_run",
            "past_effect",
            "past_payload",
            "progress",
            "chunk",
            "payload_aside",
            "result_aside",
            "batch_item",
            "delivery",
            "delivery_attempt");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    /** A fleet without a scheduler has this long to get one. */
    public static final int DAYS_AHEAD = 14;

    /** Clocks of api processes may be behind the database's. */
    private static final int DAYS_BEHIND = 1;

    static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('penstock.partitions'))";

    /** To drop one does lock everybody out. Nobody shall wait behind that for long, so it waits for nobody long: it is tried again. */
    private static final String IN_PASSING = "SET LOCAL lock_timeout = '500ms'";

    private static final String NAMES = """
            SELECT child.relname FROM pg_inherits
            JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid JOIN pg_class AS parent ON parent.oid = pg_inherits.inhparent
            WHERE parent.relname = ANY (:tables) AND parent.relnamespace = current_schema()::regnamespace""";

    /** What lock_timeout ends with. */
    private static final String SOMEBODY_READS = "55P03";

    private static final String DAYS = """
            SELECT substring(child.relname FROM '\\d{8}$') FROM pg_inherits
            JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid JOIN pg_class AS parent ON parent.oid = pg_inherits.inhparent
            WHERE parent.relname = 'job' AND parent.relnamespace = current_schema()::regnamespace ORDER BY 1""";

    private static final String UNFINISHED = "SELECT EXISTS (SELECT FROM live WHERE id >= :from AND id < :to)";

    /**
     * The days from a batch's first to its last item are kept until it has finished, so that its counts stay whole; its own day is kept
     * until those of its jobs may go, so that no job is left without its batch.
     */
    private static final String NEEDED_BY_A_BATCH = """
            SELECT EXISTS (SELECT FROM batch WHERE finished_at IS NULL AND id < :to AND (sealed_at IS NULL OR sealed_at >= :start))
                OR EXISTS (SELECT FROM batch WHERE id >= :from AND id < :to AND sealed_at >= :oldest)""";

    private static final String DROP_FORGETTING = "DELETE FROM forgetting WHERE id >= :from AND id < :to";

    private static final String DROP_BATCHES = "DELETE FROM batch WHERE id >= :from AND id < :to";

    private final Jdbi jdbi;

    public Partitions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Makes the partitions of today, by the database's clock, and so many days ahead, where they are missing. A table that is newer than
     * the others gets the days that they have.
     */
    public void makeAhead(int days) {
        jdbi.useTransaction(handle -> {
            handle.execute(ONE_AT_A_TIME);
            var today = today(handle);
            var wanted = new TreeSet<>(days(handle));
            today.minusDays(DAYS_BEHIND).datesUntil(today.plusDays(days + 1)).forEach(wanted::add);
            var have = handle.createQuery(NAMES)
                    .bindArray("tables", String.class, TABLES)
                    .mapTo(String.class)
                    .set();
            for (var day : wanted) {
                for (var table : TABLES) {
                    if (!have.contains(name(table, day))) {
                        make(handle, table, day);
                    }
                }
            }
        });
    }

    /**
     * Drops the days that ended longer ago than this, except those in which a job is still unfinished or that a batch still needs.
     * Returns the dropped ones: none while somebody reads the tables for long, such as a backup.
     */
    public List<LocalDate> prune(int keepDays) {
        try {
            return drop(keepDays);
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException locked && SOMEBODY_READS.equals(locked.getSQLState())) {
                return List.of();
            }
            throw e;
        }
    }

    private List<LocalDate> drop(int keepDays) {
        return jdbi.inTransaction(handle -> {
            handle.execute(ONE_AT_A_TIME);
            handle.execute(IN_PASSING);
            var dropped = new ArrayList<LocalDate>();
            if (!ResultDays.lockForTransaction(handle)) {
                // A day's outcomes are being copied: who waited for that with a lock on outcome would stop everybody.
                return dropped;
            }
            var oldest = today(handle).minusDays(keepDays);
            for (var day : days(handle)) {
                if (day.isBefore(oldest) && !unfinished(handle, day) && !neededByABatch(handle, day, oldest)) {
                    drop(handle, day);
                    dropped.add(day);
                }
            }
            return dropped;
        });
    }

    /** To make a partition in one statement would lock everybody out of the whole table, for as long as somebody else reads it. */
    private static void make(Handle handle, String table, LocalDate day) {
        handle.execute("CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)"
                .formatted(name(table, day), table));
        handle.execute("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                .formatted(table, name(table, day), floor(day), floor(day.plusDays(1))));
    }

    static List<LocalDate> days(Handle handle) {
        return handle.createQuery(DAYS).mapTo(String.class).list().stream()
                .map(day -> LocalDate.parse(day, DAY))
                .toList();
    }

    static LocalDate today(Handle handle) {
        return handle.createQuery("SELECT (now() AT TIME ZONE 'UTC')::date")
                .mapTo(LocalDate.class)
                .one();
    }

    private static void drop(Handle handle, LocalDate day) {
        TABLES.forEach(table -> handle.execute("DROP TABLE " + name(table, day)));
        ResultDays.forget(handle, day);
        within(handle.createUpdate(DROP_BATCHES), day).execute();
        within(handle.createUpdate(DROP_FORGETTING), day).execute();
    }

    private static boolean neededByABatch(Handle handle, LocalDate day, LocalDate oldest) {
        return within(handle.createQuery(NEEDED_BY_A_BATCH), day)
                .bind("start", day.atStartOfDay(ZoneOffset.UTC).toOffsetDateTime())
                .bind("oldest", oldest.atStartOfDay(ZoneOffset.UTC).toOffsetDateTime())
                .mapTo(Boolean.class)
                .one();
    }

    private static <S extends SqlStatement<S>> S within(S statement, LocalDate day) {
        return statement.bind("from", floor(day)).bind("to", floor(day.plusDays(1)));
    }

    static boolean unfinished(Handle handle, LocalDate day) {
        return within(handle.createQuery(UNFINISHED), day).mapTo(Boolean.class).one();
    }

    static String name(String table, LocalDate day) {
        return table + "_" + day.format(DAY);
    }

    /** The smallest id of the day. */
    static UUID floor(LocalDate day) {
        return JobId.floor(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
