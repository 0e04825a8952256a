package io.penstock.db.retention;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** The keys of requests whose clients no longer repeat them. */
public final class IdempotencyKeys {

    private static final String PRUNE = """
            DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM idempotency WHERE created_at < now() - make_interval(secs => :age) ORDER BY created_at LIMIT :most))""";

    private final Jdbi jdbi;

    public IdempotencyKeys(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public int prune(Duration age, int most) {
        return jdbi.withHandle(handle -> handle.createUpdate(PRUNE)
                .bind("age", (double) age.toSeconds())
                .bind("most", most)
                .execute());
    }
}
