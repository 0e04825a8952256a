package io.penstock.db.testing;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.retention.Partitions;
import io.penstock.embedded.testing.TestPostgres;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A database of a test's own: a copy of one that was migrated once for all tests of this process. */
public final class TestDatabase implements AutoCloseable {

    private static final String WAITS = """
            SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')""";

    private static @Nullable String template;

    private final String url;
    private final Database database;

    private TestDatabase(String url) {
        this.url = url;
        this.database = Database.open(settings(url));
    }

    public static TestDatabase fresh() {
        return new TestDatabase(TestPostgres.copyOf(template()));
    }

    /** For those who open it themselves, as the processes do. */
    public String url() {
        return url;
    }

    public Database database() {
        return database;
    }

    public Jdbi jdbi() {
        return database.jdbi();
    }

    /** Waits until somebody waits for a lock. */
    public void awaitWaiter() {
        Awaitility.await("somebody waits for a lock")
                .until(() -> jdbi().withHandle(handle ->
                        handle.createQuery(WAITS).mapTo(Boolean.class).one()));
    }

    @Override
    public void close() {
        database.close();
        TestPostgres.drop(url);
    }

    private static synchronized String template() {
        if (template == null) {
            var url = TestPostgres.newDatabase();
            try (var database = Database.open(settings(url))) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(2);
            }
            template = url;
        }
        return template;
    }

    private static DatabaseSettings settings(String url) {
        return new DatabaseSettings(url, "", "", 8, Duration.ofSeconds(10));
    }
}
