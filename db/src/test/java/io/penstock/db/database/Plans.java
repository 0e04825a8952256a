package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** How Postgres carried out statements: auto_explain sends the plan of each along with its answer. */
final class Plans implements SqlLogger {

    /** The tables that grow. The others are a page or two, and are read as they are. */
    private static final Pattern WHOLE_TABLE = Pattern.compile(
            "(Seq|Bitmap Heap) Scan on (live|idempotency|callback_owed|subject|notice|(job|outcome|attempt|batch_item|delivery|delivery_attempt)(_\\d{8})?)\\b.*");

    /** Of a gate's jobs, which may be a million, only the first are read, or those between two places. */
    private static final Pattern WHOLE_QUEUE = Pattern.compile(
            "(?m)^(?!\\s*->  Limit).*\\n.*Scan using live_in_order on live.*\\n\\s*Index Cond: \\(gate = [^()]*\\)$");

    /** A node of a plan that reads something, with what it read and how much of that it left aside. */
    private static final Pattern SCAN = Pattern.compile(
            "Scan.*actual rows=([0-9.]+) loops=(\\d+)\\)(?:\\n(?!.*->).*)*?(?:\\n.*Rows Removed by Filter: (\\d+))?");

    /** What VACUUM leaves behind that found the tables empty, and kept their pages. */
    private static final String EMPTIED = """
            SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', relname::text, 'relpages', 100, 'reltuples', 0::real)
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') AND relname ~ '^(live|outcome_|progress|callback_owed|idempotency|subject|notice)'""";

    private final List<String> all = Collections.synchronizedList(new ArrayList<>());

    /** The same database, which tells its plans from now on. */
    static Database told(TestDatabase test) {
        test.jdbi().useHandle(handle -> {
            var name = handle.createQuery("SELECT current_database()")
                    .mapTo(String.class)
                    .one();
            handle.execute("ALTER DATABASE %s SET session_preload_libraries = 'auto_explain'".formatted(name));
            handle.execute("ALTER DATABASE %s SET auto_explain.log_min_duration = 0".formatted(name));
            handle.execute("ALTER DATABASE %s SET auto_explain.log_level = 'notice'".formatted(name));
            handle.execute("ALTER DATABASE %s SET auto_explain.log_analyze = on".formatted(name));
            handle.execute("ALTER DATABASE %s SET auto_explain.log_timing = off".formatted(name));
        });
        return Database.open(DatabaseSettings.at(test.url()));
    }

    /** From now on the planner believes that every table is empty. */
    static void forgetRows(TestDatabase test) {
        test.jdbi().useHandle(handle -> {
            handle.execute("DELETE FROM pg_statistic WHERE starelid = 'live'::regclass");
            handle.createQuery(EMPTIED).mapToMap().list();
        });
    }

    List<String> all() {
        return all;
    }

    /**
     * @param many what no part of a plan reads, whatever the whole does
     */
    void assertThatNoneReadsAWholeTable(int many) {
        assertThat(all).anyMatch(plan -> plan.contains("live_in_order on live"));
        assertThat(all).noneMatch(plan -> WHOLE_TABLE.matcher(plan).find());
        assertThat(all).noneMatch(plan -> WHOLE_QUEUE.matcher(plan).find());
        assertThat(all).noneMatch(plan -> mostRows(plan) >= many);
    }

    private static double mostRows(String plan) {
        return SCAN.matcher(plan)
                .results()
                .mapToDouble(scan -> (Double.parseDouble(scan.group(1))
                                + (scan.group(3) == null ? 0 : Double.parseDouble(scan.group(3))))
                        * Double.parseDouble(scan.group(2)))
                .max()
                .orElse(0);
    }

    @Override
    public void logAfterExecution(StatementContext context) {
        try {
            for (var told = context.getStatement().getWarnings(); told != null; told = told.getNextWarning()) {
                all.add(String.valueOf(told.getMessage()));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
