package io.penstock.db.testing;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A database whose clock stands still and jumps as a test wants it to, in both directions. */
public final class SetClock implements AutoCloseable {

    /** Before Postgres' own now() in the search path, so that statements find it first. */
    private static final String CLOCK = """
            CREATE SCHEMA clock;
            CREATE TABLE clock.time AS SELECT date_trunc('hour', pg_catalog.now()) AS at;
            CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM clock.time'""";

    private final Database database;

    private SetClock(Database database) {
        this.database = database;
    }

    /** It shows the last full hour. */
    public static SetClock of(TestDatabase test) {
        test.jdbi().useHandle(handle -> {
            var name = handle.createQuery("SELECT current_database()")
                    .mapTo(String.class)
                    .one();
            handle.execute(CLOCK);
            handle.execute("ALTER DATABASE %s SET search_path = clock, public, pg_catalog".formatted(name));
        });
        return new SetClock(Database.open(DatabaseSettings.at(test.url())));
    }

    /** The same database, by the clock that is set. */
    public Database database() {
        return database;
    }

    public Instant now() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT now()")
                        .mapTo(OffsetDateTime.class)
                        .one()
                        .toInstant());
    }

    /** It goes back when that is negative. */
    public void jump(Duration by) {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE clock.time SET at = at + make_interval(secs => ?)", (double) by.toMillis() / 1000));
    }

    @Override
    public void close() {
        database.close();
    }
}
