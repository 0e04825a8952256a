package io.penstock.db.retention;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/** What others told so long ago that they will not tell it again, what it was about, and what they told of mails. */
public final class OldNotices {

    private static final String PRUNE = """
            WITH old AS (
                DELETE FROM notice WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM notice WHERE at < now() - make_interval(secs => :age) ORDER BY at LIMIT :most)) RETURNING id),
            still AS (
                DELETE FROM subject WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM subject WHERE touched_at < now() - make_interval(secs => :age)
                      AND NOT EXISTS (SELECT FROM live WHERE live.awaits = subject.name) ORDER BY touched_at LIMIT :most)) RETURNING name),
            sent AS (
                DELETE FROM mail WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM mail WHERE changed_at < now() - make_interval(secs => :age) ORDER BY changed_at LIMIT :most)) RETURNING job)
            SELECT greatest((SELECT count(*) FROM old), (SELECT count(*) FROM still), (SELECT count(*) FROM sent))""";

    private final Jdbi jdbi;

    public OldNotices(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Drops those that are older, and subjects that nobody waits for any more; about how many there were. */
    public int prune(Duration age, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(PRUNE)
                .bind("age", (double) age.toSeconds())
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }
}
