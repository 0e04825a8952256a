package io.penstock.standalone.path;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A lock in the database that stops whoever comes to a certain step, until it is let go. */
final class Hold implements AutoCloseable {

    private static final String WAITING = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()""";

    private final Jdbi jdbi;
    private final Handle handle;

    /** @param sql takes the lock, such as {@code LOCK TABLE outcome IN SHARE MODE} */
    Hold(Jdbi jdbi, String sql, Object... arguments) {
        this.jdbi = jdbi;
        this.handle = jdbi.open();
        handle.begin();
        handle.execute(sql, arguments);
    }

    /** Waits until somebody has come to the step. */
    void awaitSomebody() {
        await("somebody waits for the lock")
                .atMost(Duration.ofSeconds(60))
                .until(() -> jdbi.withHandle(
                                h -> h.createQuery(WAITING).mapTo(Integer.class).one())
                        > 0);
    }

    @Override
    public void close() {
        handle.rollback();
        handle.close();
    }
}
