package io.penstock.db.testing;

import io.penstock.db.job.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;

/** What happened to jobs, written down by the tables themselves, whoever changes them. */
public final class History {

    /** A job leaves live in the statement that writes its outcome, so where it came from is where it was last. */
    private static final String INSTALL = """
            CREATE TABLE history (nr bigint GENERATED ALWAYS AS IDENTITY, id uuid NOT NULL, state text NOT NULL, attempt int NOT NULL);
            CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.attempt <> OLD.attempt THEN
                    INSERT INTO history (id, state, attempt) VALUES (NEW.id, NEW.state, NEW.attempt);
                END IF;
                RETURN NULL;
            END
            $$;
            CREATE TRIGGER remember AFTER INSERT OR UPDATE ON live FOR EACH ROW EXECUTE FUNCTION remember();
            CREATE TRIGGER remember AFTER INSERT OR UPDATE ON outcome FOR EACH ROW EXECUTE FUNCTION remember();
            """;

    private static final String EDGES = """
            SELECT DISTINCT coalesce(lag(state) OVER (PARTITION BY id ORDER BY nr), '[*]') || ' --> ' || state AS edge
            FROM history""";

    /** An outcome is written once, and after it only a person's decision about it. */
    private static final String ENDED_TWICE = """
            SELECT DISTINCT id FROM (
                SELECT id, state, lag(state) OVER (PARTITION BY id ORDER BY nr) AS before FROM history) AS steps
            WHERE before IN ('succeeded', 'failed', 'cancelled', 'expired')""";

    private static final Pattern DRAWN = Pattern.compile("(?m)^ +(?<from>\\[\\*]|[a-z_]+) --> (?<to>[a-z_]+):");

    private final Jdbi jdbi;

    private History(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public static History of(Jdbi jdbi) {
        try (var handle = jdbi.open();
                var statement = handle.getConnection().createStatement()) {
            statement.execute(INSTALL);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new History(jdbi);
    }

    /** Each step that some job took, as it is written on the page. */
    public Set<String> edges() {
        return jdbi.withHandle(handle ->
                new TreeSet<>(handle.createQuery(EDGES).mapTo(String.class).list()));
    }

    public List<JobId> endedTwice() {
        return jdbi.withHandle(handle -> handle.createQuery(ENDED_TWICE)
                .mapTo(UUID.class)
                .map(JobId::new)
                .list());
    }

    /** Each step that the page on the state machine has. */
    public static Set<String> onThePage() {
        try {
            var found = new TreeSet<String>();
            var edge = DRAWN.matcher(Files.readString(Path.of("..", "docs", "state-machine.md")));
            while (edge.find()) {
                found.add(edge.group("from") + " --> " + edge.group("to"));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
