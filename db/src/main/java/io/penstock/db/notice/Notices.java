package io.penstock.db.notice;

import io.penstock.db.database.GroupCommit;
import io.penstock.db.database.SqlArray;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Takes what others tell, each once and those of the moment together, and wakes the jobs that wait for it. */
public final class Notices implements AutoCloseable {

    private static final String KEEP = """
            INSERT INTO notice (source, id, type, subjects)
            SELECT DISTINCT ON (new.source, new.id) new.source, new.id, new.type, string_to_array(new.subjects, ' ')
            FROM unnest(:sources, :ids, :types, :subjects) AS new (source, id, type, subjects) ORDER BY new.source, new.id
            ON CONFLICT (source, id) DO NOTHING RETURNING source, id""";

    private static final String TELL = """
            INSERT INTO subject (name, told_at)
            SELECT DISTINCT told.name, clock_timestamp() FROM unnest(:subjects) AS told (name) ORDER BY told.name
            ON CONFLICT (name) DO UPDATE SET told_at = excluded.told_at, touched_at = now()""";

    /** A statement of its own: it sees those who began to wait while this one waited for their row. */
    private static final String WAKE =
            "UPDATE live SET due_at = now() WHERE awaits = ANY (:subjects) AND state = 'scheduled' AND coalesce(due_at > now(), FALSE)";

    private final Jdbi jdbi;
    private final GroupCommit<Notice, Boolean> together;

    public Notices(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.together = new GroupCommit<>("notice", 1, notice -> 1, this::takeAll);
    }

    /**
     * @param source who tells it
     * @param id what they call it: the same again is the same notice
     * @param subjects what it is about, as jobs name it that wait for it; without spaces
     */
    public record Notice(String source, String id, String type, List<String> subjects) {

        public Notice {
            subjects = List.copyOf(subjects);
            if (subjects.stream().anyMatch(subject -> subject.isEmpty() || subject.contains(" "))) {
                throw new IllegalArgumentException("A subject has no spaces");
            }
        }
    }

    /** False when it was taken before. */
    public boolean take(Notice notice) {
        return together.call(notice);
    }

    private List<Boolean> takeAll(List<Notice> notices) {
        return jdbi.inTransaction(handle -> {
            var kept = keep(handle, notices);
            var subjects =
                    kept.stream().flatMap(n -> n.subjects.stream()).distinct().toList();
            if (!subjects.isEmpty()) {
                tell(handle, subjects);
            }
            // The first of two of the same is the one that was kept.
            return notices.stream().map(kept::remove).toList();
        });
    }

    /** That there is news of these, in a transaction of the caller's. */
    public static void tell(Handle handle, List<String> subjects) {
        var names = SqlArray.texts(subjects, subject -> subject);
        handle.createUpdate(TELL).bind("subjects", names).execute();
        handle.createUpdate(WAKE).bind("subjects", names).execute();
    }

    private static Set<Notice> keep(Handle handle, List<Notice> notices) {
        var kept = handle.createQuery(KEEP)
                .bind("sources", SqlArray.texts(notices, Notice::source))
                .bind("ids", SqlArray.texts(notices, Notice::id))
                .bind("types", SqlArray.texts(notices, Notice::type))
                .bind("subjects", SqlArray.texts(notices, notice -> String.join(" ", notice.subjects)))
                .map((row, context) -> List.of(row.getString("source"), row.getString("id")))
                .set();
        return notices.stream()
                .filter(notice -> kept.contains(List.of(notice.source, notice.id)))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Override
    public void close() {
        together.close();
    }
}
