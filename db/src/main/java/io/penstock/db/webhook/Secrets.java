package io.penstock.db.webhook;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The signing secrets of the tenants. */
public final class Secrets {

    /** How long a secret signs on beside the one that took its place. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    /** A tenant that rotates again and again must not make its signature longer and longer. */
    private static final int MOST = 5;

    /** The newest first. */
    private static final String VALID = """
            SELECT secret, created_at, expires_at FROM webhook_secret
            WHERE tenant = :tenant AND (expires_at IS NULL OR expires_at > now()) ORDER BY id DESC LIMIT :most""";

    /** One rotation of a tenant after the other. */
    private static final String LOCK = "SELECT id FROM tenant WHERE id = :tenant FOR NO KEY UPDATE";

    private static final String RETIRE = """
            UPDATE webhook_secret SET expires_at = now() + make_interval(secs => :overlap) WHERE tenant = :tenant AND expires_at IS NULL""";

    private static final String FORGET = "DELETE FROM webhook_secret WHERE tenant = :tenant AND expires_at <= now()";

    private static final String CREATE = """
            INSERT INTO webhook_secret (tenant, secret) VALUES (:tenant, :secret) RETURNING secret, created_at, expires_at""";

    private final Jdbi jdbi;

    public Secrets(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param expiresAt when it signs no more; null for the current one */
    public record Dated(
            SigningSecret secret,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    /** Those that sign now, the current one first. Empty before the first delivery and the first rotation. */
    public List<Dated> list(int tenant) {
        return jdbi.withHandle(handle -> valid(handle, tenant));
    }

    /** Those that sign now, of which there is at least one: a tenant that has none gets its first. */
    public List<SigningSecret> signing(int tenant) {
        var valid = list(tenant);
        return (valid.isEmpty() ? first(tenant) : valid)
                .stream().map(Dated::secret).toList();
    }

    private List<Dated> first(int tenant) {
        return jdbi.inTransaction(handle -> {
            lock(handle, tenant);
            var meanwhile = valid(handle, tenant);
            return meanwhile.isEmpty() ? List.of(create(handle, tenant)) : meanwhile;
        });
    }

    /** Makes a new one, which is the current one from now on; what was current signs on for a while. */
    public Dated rotate(int tenant) {
        return jdbi.inTransaction(handle -> {
            lock(handle, tenant);
            handle.createUpdate(FORGET).bind("tenant", tenant).execute();
            handle.createUpdate(RETIRE)
                    .bind("tenant", tenant)
                    .bind("overlap", OVERLAP.toSeconds())
                    .execute();
            return create(handle, tenant);
        });
    }

    private static void lock(Handle handle, int tenant) {
        handle.createQuery(LOCK).bind("tenant", tenant).mapTo(Integer.class).one();
    }

    private static Dated create(Handle handle, int tenant) {
        return handle.createQuery(CREATE)
                .bind("tenant", tenant)
                .bind("secret", SigningSecret.random().secret())
                .map((row, context) -> dated(row))
                .one();
    }

    private static List<Dated> valid(Handle handle, int tenant) {
        return handle.createQuery(VALID)
                .bind("tenant", tenant)
                .bind("most", MOST)
                .map((row, context) -> dated(row))
                .list();
    }

    private static Dated dated(ResultSet row) throws SQLException {
        return new Dated(
                new SigningSecret(row.getString("secret")), time(row, "created_at"), timeOrNull(row, "expires_at"));
    }
}
