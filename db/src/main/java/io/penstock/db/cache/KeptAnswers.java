package io.penstock.db.cache;

import static io.penstock.db.database.Columns.time;

import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The answers that are kept: a tenant's own, each for a time. A crash may lose the last of them, which costs a call. */
public final class KeptAnswers {

    /** The longest that is kept, in bytes of UTF-8. */
    public static final int LONGEST = 1 << 20;

    /** Only the key is for an index: while the statistics say that there is hardly any answer, another index would seem as good. */
    private static final String FIND = """
            SELECT kept.key, kept.stored_at, kept.cost, CASE WHEN kept.stored_at = asked.had THEN NULL ELSE kept.answer END AS answer
            FROM unnest(:keys, :had::timestamptz[]) AS asked (key, had) JOIN ai_cache AS kept ON kept.key = asked.key
            WHERE CASE WHEN kept.tenant = :tenant THEN kept.expires_at > now() END""";

    private static final String KEEP = """
            INSERT INTO ai_cache (key, tenant, kind, model, answer, bytes, cost, expires_at)
            VALUES (:key, :tenant, :kind, :model, :answer, :bytes, :cost, now() + make_interval(secs => :ttl))
            ON CONFLICT (key) DO UPDATE SET
                answer = EXCLUDED.answer, bytes = EXCLUDED.bytes, cost = EXCLUDED.cost, stored_at = now(), expires_at = EXCLUDED.expires_at""";

    private static final String LOAD = """
            SELECT count(*) FILTER (WHERE expires_at > now()) AS entries, coalesce(sum(bytes) FILTER (WHERE expires_at > now()), 0) AS bytes
            FROM ai_cache WHERE tenant = :tenant""";

    private static final String DELETE = """
            DELETE FROM ai_cache WHERE tenant = :tenant AND (:kind::text IS NULL OR kind = :kind) AND (:model::text IS NULL OR model = :model)""";

    private static final String PRUNE = """
            DELETE FROM ai_cache WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM ai_cache WHERE expires_at <= now() ORDER BY expires_at LIMIT :most))""";

    private final Jdbi recoverable;
    private final Jdbi durable;

    public KeptAnswers(Database database) {
        this.recoverable = database.recoverable();
        this.durable = database.jdbi();
    }

    /** @param cost of all calls that it took, in millionths, if a price was known */
    public record NewAnswer(
            QuestionKey key,
            int tenant,
            String kind,
            String model,
            String text,
            @Nullable Long cost) {

        private int bytes() {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public String toString() {
            return "New answer of " + model;
        }
    }

    /**
     * The answers that there are to these questions.
     *
     * @param had since when the caller has those that it has; their texts are not sent again while they are still the same
     */
    public List<KeptAnswer> find(int tenant, List<QuestionKey> keys, Map<QuestionKey, Instant> had) {
        return recoverable.withHandle(handle -> handle.createQuery(FIND)
                .bind("tenant", tenant)
                .bind("keys", SqlArray.bytes(keys, QuestionKey::bytes))
                .bind("had", SqlArray.texts(keys, had::get))
                .map((row, context) -> new KeptAnswer(
                        QuestionKey.of(row.getBytes("key")),
                        time(row, "stored_at"),
                        row.getString("answer"),
                        row.getObject("cost", Long.class)))
                .list());
    }

    /** False when it is one that cannot be kept: too long, or with the one character that Postgres has no place for. */
    public boolean keep(NewAnswer answer, Duration ttl) {
        int bytes = answer.bytes();
        if (bytes > LONGEST || answer.text().indexOf('\0') >= 0) {
            return false;
        }
        recoverable.useHandle(handle -> handle.createUpdate(KEEP)
                .bind("key", answer.key.bytes())
                .bind("tenant", answer.tenant)
                .bind("kind", answer.kind)
                .bind("model", answer.model)
                .bind("answer", answer.text)
                .bind("bytes", bytes)
                .bind("cost", answer.cost)
                .bind("ttl", ttl.toMillis() / 1000.0)
                .execute());
        return true;
    }

    public CacheLoad load(int tenant) {
        return durable.withHandle(handle -> handle.createQuery(LOAD)
                .bind("tenant", tenant)
                .map((row, context) -> new CacheLoad(row.getLong("entries"), row.getLong("bytes")))
                .one());
    }

    /** Deletes a tenant's answers, of one kind or model if they are given. Nobody is given one of them from then on. */
    public int delete(int tenant, @Nullable String kind, @Nullable String model) {
        return durable.withHandle(handle -> handle.createUpdate(DELETE)
                .bind("tenant", tenant)
                .bind("kind", kind)
                .bind("model", model)
                .execute());
    }

    public int prune(int most) {
        return durable.withHandle(
                handle -> handle.createUpdate(PRUNE).bind("most", most).execute());
    }
}
