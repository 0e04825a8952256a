package io.penstock.db.notice;

import io.penstock.db.database.SqlArray;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Takes what others tell, each once, and wakes the jobs that wait for it. */
public final class Notices {

    private static final String KEEP = """
            INSERT INTO notice (source, id, type, subjects) VALUES (:source, :id, :type, :subjects)
            ON CONFLICT (source, id) DO NOTHING""";

    private static final String TELL = """
            INSERT INTO subject (name, told_at) SELECT told.name, clock_timestamp() FROM unnest(:subjects) AS told (name) ORDER BY told.name
            ON CONFLICT (name) DO UPDATE SET told_at = excluded.told_at, touched_at = now()""";

    /** A statement of its own: it sees those who began to wait while this one waited for their row. */
    private static final String WAKE =
            "UPDATE live SET due_at = now() WHERE awaits = ANY (:subjects) AND state = 'scheduled' AND due_at > now()";

    private static final String PRUNE = """
            WITH old AS (
                DELETE FROM notice WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM notice WHERE at < now() - make_interval(secs => :age) ORDER BY at LIMIT :most)) RETURNING id),
            still AS (
                DELETE FROM subject WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM subject WHERE touched_at < now() - make_interval(secs => :age)
                      AND NOT EXISTS (SELECT FROM live WHERE live.awaits = subject.name) ORDER BY touched_at LIMIT :most)) RETURNING name)
            SELECT greatest((SELECT count(*) FROM old), (SELECT count(*) FROM still))""";

    private final Jdbi jdbi;

    public Notices(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param source who tells it
     * @param id what they call it: the same again is the same notice
     * @param subjects what it is about, as jobs name it that wait for it
     */
    public record Notice(String source, String id, String type, List<String> subjects) {

        public Notice {
            subjects = List.copyOf(subjects);
        }
    }

    /** False when it was taken before. */
    public boolean take(Notice notice) {
        return jdbi.inTransaction(handle -> {
            var subjects = SqlArray.texts(notice.subjects, subject -> subject);
            int kept = handle.createUpdate(KEEP)
                    .bind("source", notice.source)
                    .bind("id", notice.id)
                    .bind("type", notice.type)
                    .bind("subjects", subjects)
                    .execute();
            if (kept > 0 && !notice.subjects.isEmpty()) {
                handle.createUpdate(TELL).bind("subjects", subjects).execute();
                handle.createUpdate(WAKE).bind("subjects", subjects).execute();
            }
            return kept > 0;
        });
    }

    /** Drops what is older and what nobody waits for any more; about how many there were. */
    public int prune(Duration age, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(PRUNE)
                .bind("age", (double) age.toSeconds())
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }
}
