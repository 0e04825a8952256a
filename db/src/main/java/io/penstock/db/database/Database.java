package io.penstock.db.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The pool, Jdbi on top of it, and the migrations. */
public final class Database implements AutoCloseable {

    /**
     * The statistics of a queue table are always stale: it is empty when they are taken and full when they are used. Every hot
     * statement has an index made for it, so the planner is told to use indexes and to join by looking up, whatever it believes. It
     * may still turn a join round and walk the table it takes for empty; so what looks up rows of live, outcome or progress one by one
     * says {@code live.id = ANY (ARRAY[some.id])}, which cannot be turned round.
     */
    private static final String PLANNER = String.join(
            " ",
            "-c enable_seqscan=off",
            "-c enable_bitmapscan=off",
            "-c enable_hashjoin=off",
            "-c enable_mergejoin=off",
            "-c plan_cache_mode=force_generic_plan",
            "-c jit=off",
            "-c max_parallel_workers_per_gather=0",
            "-c idle_in_transaction_session_timeout=60000");

    private static final String NO_SUCH_DATABASE = "3D000";

    /** The driver's own, when it has no password or none of what else the server wants of it. */
    private static final String NOT_ENOUGH = "08004";

    private final HikariDataSource durable;
    private final HikariDataSource recoverable;
    private final Jdbi jdbi;
    private final Jdbi recoverableJdbi;

    private Database(DatabaseSettings settings) {
        this.durable = new HikariDataSource(config(settings, "penstock", PLANNER));
        this.recoverable = new HikariDataSource(config(
                settings, "penstock-recoverable", PLANNER + " -c synchronous_commit=off -c statement_timeout=10000"));
        this.jdbi = jdbi(durable);
        this.recoverableJdbi = jdbi(recoverable);
    }

    /** @throws ConnectionException if Postgres answers that it does not let this user in, or that it has no such database */
    public static Database open(DatabaseSettings settings) {
        knock(settings);
        return new Database(settings);
    }

    /** The pools would try for ever, although only the user can mend it. */
    private static void knock(DatabaseSettings settings) {
        var once = new Properties();
        if (!settings.user().isBlank()) {
            once.setProperty("user", settings.user());
            once.setProperty("password", settings.password());
        }
        once.setProperty("connectTimeout", "5");
        once.setProperty("socketTimeout", "5");
        try {
            DriverManager.getConnection(settings.url(), once).close();
        } catch (SQLException e) {
            if (isRefusal(e)) {
                throw new ConnectionException(e);
            }
        }
    }

    private static boolean isRefusal(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        return state.startsWith("28") || state.equals(NO_SUCH_DATABASE) || state.equals(NOT_ENOUGH);
    }

    /** Statements carry payloads: neither Jdbi nor, by its connection's settings, the driver may quote them in an exception. */
    private static Jdbi jdbi(DataSource pool) {
        return Jdbi.create(pool)
                .installPlugin(new PostgresPlugin())
                .configure(StatementExceptions.class, e -> e.setMessageRendering(MessageRendering.NONE));
    }

    private static HikariConfig config(DatabaseSettings settings, String name, String options) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.url());
        if (!settings.user().isBlank()) {
            config.setUsername(settings.user());
            config.setPassword(settings.password());
        }
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(2);
        config.setConnectionTimeout(settings.patience().toMillis());
        config.setValidationTimeout(settings.patience().toMillis());
        // The process starts without Postgres and waits for it, as it would if Postgres went away later.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", name);
        config.addDataSourceProperty("options", options);
        config.addDataSourceProperty("prepareThreshold", "1");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return config;
    }

    /** For everything that was promised: a commit is on disk before it is answered. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /** The connections behind {@link #jdbi}, for a library that has statements of its own. */
    public DataSource pool() {
        return durable;
    }

    /**
     * For dispatch and claim, which wait for no disk. A crash of Postgres may lose the last of these commits, and the path makes that
     * good by itself: a lost dispatch leaves a waiting job and a record that no longer fits it; a lost claim leaves a dispatched job,
     * which returns to its gate, and an attempt whose finish is refused. An effect is written durably, and with it all before it.
     */
    public Jdbi recoverable() {
        return recoverableJdbi;
    }

    /** Brings the schema to this version. Any number of processes may do it at once; one of them works. */
    public void migrate() {
        flyway().migrate();
    }

    /** How many migrations it is behind this version. */
    public int missingMigrations() {
        return flyway().info().pending().length;
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(durable)
                .locations("classpath:db/migration")
                .load();
    }

    @Override
    public void close() {
        recoverable.close();
        durable.close();
    }
}
