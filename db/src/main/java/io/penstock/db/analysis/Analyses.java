package io.penstock.db.analysis;

import io.penstock.catalog.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The analyses there are: making one, reading them, and the wish to cancel one. */
public final class Analyses {

    private static final String CREATE = """
            INSERT INTO analysis AS a (id, tenant, key, request_hash, name, request, callback, tags, state, due_at)
            VALUES (:id, :tenant, :key, :hash, :name, :request::json, :callback, :tags::json, 'queued', now())
            ON CONFLICT (tenant, key) WHERE key IS NOT NULL DO NOTHING""";

    private static final String WITH_KEY = "SELECT " + Analysis.COLUMNS + """
            , a.request_hash = :hash AS same FROM analysis AS a WHERE a.tenant = :tenant AND a.key = :key""";

    private static final String ONE =
            "SELECT " + Analysis.COLUMNS + " FROM analysis AS a WHERE a.id = :id AND a.tenant = :tenant";

    private static final String PAGE = "SELECT " + Analysis.COLUMNS + """
            FROM analysis AS a
            WHERE a.tenant = :tenant AND a.id < :before AND (:name::text IS NULL OR a.name = :name)
              AND (:state::text IS NULL OR a.state = :state)
            ORDER BY a.id DESC LIMIT :size""";

    /** Whoever runs it sees that; nobody need wait for its lease when nobody does. */
    private static final String CANCEL = """
            UPDATE analysis SET cancel_requested_at = coalesce(cancel_requested_at, now()), due_at = CASE WHEN runner IS NULL THEN now() ELSE due_at END
            WHERE id = :id AND tenant = :tenant AND finished_at IS NULL""";

    private final Jdbi jdbi;

    public Analyses(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param content a SHA-256 of what its client said */
    @SuppressWarnings("ArrayRecordComponent")
    public record ClientKey(String key, byte[] content) {}

    /** What came of the wish to begin one. */
    public sealed interface Begun {

        record Created(Analysis analysis) implements Begun {}

        /** The same was said before, with the same key. */
        record Repeated(Analysis analysis) implements Begun {}

        /** The key belongs to another one. */
        record KeyReused(AnalysisId id) implements Begun {}
    }

    public Begun create(NewAnalysis asked, @Nullable ClientKey key) {
        return jdbi.inTransaction(handle -> insert(handle, asked, key)
                ? new Begun.Created(find(handle, asked.tenant(), asked.id()).orElseThrow())
                : withKey(handle, asked.tenant(), Objects.requireNonNull(key, "Without one nothing is in the way"))
                        .orElseThrow());
    }

    /** What came of an earlier wish with this key, if there was one. */
    public Optional<Begun> before(int tenant, ClientKey key) {
        return jdbi.withHandle(handle -> withKey(handle, tenant, key));
    }

    /** In a transaction of the caller's. */
    public static void create(Handle handle, NewAnalysis asked) {
        insert(handle, asked, null);
    }

    private static boolean insert(Handle handle, NewAnalysis asked, @Nullable ClientKey key) {
        return handle.createUpdate(CREATE)
                        .bind("id", asked.id().uuid())
                        .bind("tenant", asked.tenant())
                        .bind("key", key == null ? null : key.key)
                        .bind("hash", key == null ? null : key.content)
                        .bind("name", asked.name())
                        .bind("request", asked.request())
                        .bind("callback", asked.callback())
                        .bind("tags", asked.tags().isEmpty() ? null : Json.write(asked.tags()))
                        .execute()
                == 1;
    }

    private static Optional<Begun> withKey(Handle handle, int tenant, ClientKey key) {
        return handle.createQuery(WITH_KEY)
                .bind("tenant", tenant)
                .bind("key", key.key)
                .bind("hash", key.content)
                .<Begun>map((row, context) -> {
                    var analysis = Analysis.of(row);
                    return row.getBoolean("same") ? new Begun.Repeated(analysis) : new Begun.KeyReused(analysis.id());
                })
                .findOne();
    }

    public Optional<Analysis> find(int tenant, AnalysisId id) {
        return jdbi.withHandle(handle -> find(handle, tenant, id));
    }

    private static Optional<Analysis> find(Handle handle, int tenant, AnalysisId id) {
        return handle.createQuery(ONE)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .map((row, context) -> Analysis.of(row))
                .findOne();
    }

    /** The newest first, strictly older than the given one. */
    public List<Analysis> page(
            int tenant, @Nullable String name, Analysis.@Nullable State state, @Nullable UUID olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("before", olderThan == null ? new UUID(-1, -1) : olderThan)
                .bind("name", name)
                .bind("state", state == null ? null : state.label())
                .bind("size", size)
                .map((row, context) -> Analysis.of(row))
                .list());
    }

    /** False when there is none that has not ended. */
    public boolean cancel(int tenant, AnalysisId id) {
        return jdbi.withHandle(handle -> handle.createUpdate(CANCEL)
                        .bind("tenant", tenant)
                        .bind("id", id.uuid())
                        .execute()
                == 1);
    }
}
