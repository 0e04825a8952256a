package io.penstock.db.cache;

import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The questions that somebody is asking a model, so that nobody else asks them meanwhile. A crash that forgets them costs a call. */
public final class Askings {

    private static final String TAKE = """
            INSERT INTO ai_asking (key, owner, until) VALUES (:key, :owner, now() + make_interval(secs => :hold))
            ON CONFLICT (key) DO UPDATE SET owner = EXCLUDED.owner, until = EXCLUDED.until WHERE ai_asking.until <= now()""";

    private static final String LEAVE = "DELETE FROM ai_asking WHERE key = :key AND owner = :owner";

    private static final String GO_ON = """
            UPDATE ai_asking SET until = now() + make_interval(secs => :hold)
            FROM unnest(:keys, :owners::uuid[]) AS mine (key, owner) WHERE ai_asking.key = mine.key AND ai_asking.owner = mine.owner""";

    private static final String OPEN = "SELECT key FROM ai_asking WHERE key = ANY (:keys) AND until > now()";

    /** Those of lost owners whose questions nobody has asked again. */
    private static final String PRUNE = "DELETE FROM ai_asking WHERE until < now() - interval '1 hour'";

    private final Jdbi jdbi;

    public Askings(Database database) {
        this.jdbi = database.recoverable();
    }

    /** False when somebody else asks it, who is not taken for lost yet. */
    public boolean take(QuestionKey key, UUID owner, Duration hold) {
        return jdbi.withHandle(handle -> handle.createUpdate(TAKE)
                        .bind("key", key.bytes())
                        .bind("owner", owner)
                        .bind("hold", seconds(hold))
                        .execute()
                == 1);
    }

    public void leave(QuestionKey key, UUID owner) {
        jdbi.useHandle(handle -> handle.createUpdate(LEAVE)
                .bind("key", key.bytes())
                .bind("owner", owner)
                .execute());
    }

    /** Their owners are still at it. */
    public void goOn(Map<QuestionKey, UUID> owners, Duration hold) {
        var entries = owners.entrySet();
        jdbi.useHandle(handle -> handle.createUpdate(GO_ON)
                .bind("keys", SqlArray.bytes(entries, e -> e.getKey().bytes()))
                .bind("owners", SqlArray.texts(entries, Map.Entry::getValue))
                .bind("hold", seconds(hold))
                .execute());
    }

    /** Those of these that somebody is asking. */
    public Set<QuestionKey> open(Collection<QuestionKey> keys) {
        return new HashSet<>(jdbi.withHandle(handle -> handle.createQuery(OPEN)
                .bind("keys", SqlArray.bytes(keys, QuestionKey::bytes))
                .map((row, context) -> QuestionKey.of(row.getBytes("key")))
                .list()));
    }

    public void prune() {
        jdbi.useHandle(handle -> handle.execute(PRUNE));
    }

    private static double seconds(Duration hold) {
        return hold.toMillis() / 1000.0;
    }
}
