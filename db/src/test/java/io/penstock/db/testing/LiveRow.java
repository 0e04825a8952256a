package io.penstock.db.testing;

import io.penstock.db.database.Database;
import io.penstock.db.job.JobId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the row of an unfinished job says. */
public record LiveRow(
        String state,
        int attempt,
        int forgiven,
        int rescues,
        @Nullable Integer worker,
        @Nullable Long place,
        @Nullable Instant dueAt,
        Instant since) {

    public static LiveRow of(Database database, JobId id) {
        return find(database, id).orElseThrow(() -> new AssertionError("There is no live row of " + id));
    }

    public static Optional<LiveRow> find(Database database, JobId id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT * FROM live WHERE id = :id")
                        .bind("id", id.uuid())
                        .map((row, context) -> {
                            var due = row.getObject("due_at", OffsetDateTime.class);
                            return new LiveRow(
                                    row.getString("state"),
                                    row.getInt("attempt"),
                                    row.getInt("forgiven"),
                                    row.getInt("rescues"),
                                    row.getObject("worker", Integer.class),
                                    row.getObject("place", Long.class),
                                    due == null ? null : due.toInstant(),
                                    row.getObject("since", OffsetDateTime.class).toInstant());
                        })
                        .findOne());
    }
}
