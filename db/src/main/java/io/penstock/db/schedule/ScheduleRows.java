package io.penstock.db.schedule;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;
import static io.penstock.db.database.Columns.utc;

import io.penstock.db.database.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The rows of schedules. */
final class ScheduleRows {

    static final String COLUMNS = """
            s.id, s.tenant, s.name, s.description, s.cron, s.timezone, s.every, s.anchor, s.jitter, s.starts_at, s.ends_at, s.catch_up,
            s.max_catch_up, s.overlap, s.target, s.version, s.paused_at, s.next_at, s.due_at, s.decided_at, s.trouble, s.created_at, s.changed_at
            """;

    private static final String MOVE = """
            UPDATE schedule SET next_at = i.next_at, due_at = i.due_at, decided_at = i.decided_at, trouble = NULL
            FROM unnest(:ids::uuid[], :decided::timestamptz[], :next::timestamptz[], :due::timestamptz[]) AS i (id, decided_at, next_at, due_at)
            WHERE schedule.id = i.id""";

    private ScheduleRows() {}

    /** Where a plan stands after a decision. */
    record Place(
            ScheduleId id,
            Instant decidedAt,
            @Nullable Instant nextAt,
            @Nullable Instant dueAt) {

        static Place of(Plan plan, Instant decidedAt, @Nullable Instant next) {
            return new Place(plan.id(), decidedAt, next, next == null ? null : plan.due(next));
        }
    }

    static void move(Handle handle, List<Place> places) {
        if (!places.isEmpty()) {
            handle.createUpdate(MOVE)
                    .bind("ids", SqlArray.texts(places, place -> place.id.uuid()))
                    .bind("decided", SqlArray.texts(places, Place::decidedAt))
                    .bind("next", SqlArray.texts(places, Place::nextAt))
                    .bind("due", SqlArray.texts(places, Place::dueAt))
                    .execute();
        }
    }

    /** The time of the transaction. */
    static Instant now(Handle handle) {
        return handle.createQuery("SELECT now()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    static <S extends SqlStatement<S>> S bind(S statement, Definition definition) {
        var bound = statement
                .bind("description", definition.description())
                .bind("jitter", definition.jitter().toSeconds())
                .bind("starts_at", utc(definition.startsAt()))
                .bind("ends_at", utc(definition.endsAt()))
                .bind("catch_up", definition.catchUp().label())
                .bind("max_catch_up", definition.maxCatchUp())
                .bind("overlap", definition.overlap().label())
                .bind("target", definition.target());
        return switch (definition.timing()) {
            case Timing.Cron cron ->
                bound.bind("cron", cron.line().text())
                        .bind("timezone", cron.zone().getId())
                        .bind("every", (Long) null)
                        .bind("anchor", (OffsetDateTime) null);
            case Timing.Every every ->
                bound.bind("cron", (String) null)
                        .bind("timezone", (String) null)
                        .bind("every", every.every().toSeconds())
                        .bind("anchor", utc(every.anchor()));
        };
    }

    static Schedule schedule(ResultSet row) throws SQLException {
        return new Schedule(
                new ScheduleId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getString("name"),
                new Definition(
                        row.getString("description"),
                        timing(row),
                        timeOrNull(row, "starts_at"),
                        timeOrNull(row, "ends_at"),
                        Duration.ofSeconds(row.getInt("jitter")),
                        CatchUp.of(row.getString("catch_up")),
                        row.getInt("max_catch_up"),
                        Overlap.of(row.getString("overlap")),
                        row.getString("target")),
                row.getInt("version"),
                timeOrNull(row, "paused_at"),
                timeOrNull(row, "next_at"),
                timeOrNull(row, "due_at"),
                time(row, "decided_at"),
                row.getString("trouble"),
                time(row, "created_at"),
                time(row, "changed_at"));
    }

    private static Timing timing(ResultSet row) throws SQLException {
        var cron = row.getString("cron");
        return cron == null
                ? new Timing.Every(Duration.ofSeconds(row.getLong("every")), time(row, "anchor"))
                : new Timing.Cron(CronLine.known(cron), ZoneId.of(row.getString("timezone")));
    }
}
