package io.penstock.db.tenant;

import static io.penstock.db.database.Columns.utc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The keys of the tenants. Of a secret only the hash is kept, so that it is shown once and never again. */
public final class ApiKeys {

    /** Of a key that goes on, by its secret or by one that it had before. */
    private static final String FIND = """
            SELECT api_key.id, api_key.name, api_key.role, tenant.id AS tenant, tenant.name AS tenant_name, tenant.fleet,
                   tenant.suspended_at IS NOT NULL AS suspended
            FROM (SELECT id, NULL::timestamptz AS ends_at FROM api_key WHERE hash = :hash
                  UNION ALL
                  SELECT key, ends_at FROM former_secret WHERE hash = :hash) AS secret
            JOIN api_key ON api_key.id = secret.id
            JOIN tenant ON tenant.id = api_key.tenant
            WHERE api_key.revoked_at IS NULL
              AND (api_key.expires_at IS NULL OR api_key.expires_at > now())
              AND (secret.ends_at IS NULL OR secret.ends_at > now())""";

    private static final String USED = """
            UPDATE api_key SET last_used_at = now()
            WHERE id = :id AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')""";

    private static final String CREATE = """
            INSERT INTO api_key (id, hash, tenant, name, role, expires_at) VALUES (:id, :hash, :tenant, :name, :role, :expires)
            RETURNING\s""" + StoredKey.COLUMNS;

    private static final String ONE =
            "SELECT " + StoredKey.COLUMNS + " FROM api_key WHERE tenant = :tenant AND id = :id";

    private static final String PAGE = "SELECT " + StoredKey.COLUMNS
            + " FROM api_key WHERE tenant = :tenant AND (:older::uuid IS NULL OR id < :older) ORDER BY id DESC LIMIT :size";

    /** One change of a tenant's keys after the other. */
    private static final String LOCK = "SELECT id FROM tenant WHERE id = :tenant FOR NO KEY UPDATE";

    private static final String GOES_ON = """
            SELECT revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) FROM api_key WHERE id = :id""";

    /** One that expires is no help tomorrow. */
    private static final String OTHER_ADMIN = """
            SELECT EXISTS (SELECT FROM api_key WHERE tenant = :tenant AND id <> :id
                             AND role = 'admin' AND revoked_at IS NULL AND expires_at IS NULL)""";

    private static final String REVOKE = "UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = :id";

    private static final String FORGET = "DELETE FROM former_secret WHERE key = :id AND ends_at <= now()";

    private static final String RETIRE = """
            INSERT INTO former_secret (hash, key, ends_at)
            SELECT hash, id, now() + make_interval(secs => :overlap) FROM api_key WHERE id = :id""";

    /** An overlap that was said holds for the secrets from before, too. */
    private static final String SHORTEN = """
            UPDATE former_secret SET ends_at = least(ends_at, now() + make_interval(secs => :overlap)) WHERE key = :id""";

    private static final String RENEW = "UPDATE api_key SET hash = :hash WHERE id = :id";

    private final Jdbi jdbi;

    public ApiKeys(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A key as it is asked for. */
    public record NewKey(String name, Role role, @Nullable Instant expiresAt) {}

    public Optional<Grant> find(String secret) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("hash", ApiKey.hash(secret))
                .map((row, context) -> new Grant(
                        new KeyId(row.getObject("id", UUID.class)),
                        row.getString("name"),
                        Role.find(row.getString("role")).orElseThrow(),
                        new Tenant(row.getInt("tenant"), row.getString("tenant_name")),
                        row.getBoolean("fleet"),
                        row.getBoolean("suspended")))
                .findOne());
    }

    /** Just now; written once a minute at most. */
    public void used(KeyId id) {
        jdbi.useHandle(handle -> handle.createUpdate(USED).bind("id", id.uuid()).execute());
    }

    public StoredKey create(int tenant, ApiKey secret, NewKey key) {
        return jdbi.withHandle(handle -> create(handle, tenant, secret, key));
    }

    static StoredKey create(Handle handle, int tenant, ApiKey secret, NewKey key) {
        return handle.createQuery(CREATE)
                .bind("id", KeyId.next().uuid())
                .bind("hash", ApiKey.hash(secret.secret()))
                .bind("tenant", tenant)
                .bind("name", key.name)
                .bind("role", key.role.label())
                .bind("expires", utc(key.expiresAt))
                .map((row, context) -> StoredKey.of(row))
                .one();
    }

    public Optional<StoredKey> find(int tenant, KeyId id) {
        return jdbi.withHandle(handle -> find(handle, tenant, id));
    }

    /** The newest first, strictly before the given one; also those that have ended. */
    public List<StoredKey> page(int tenant, @Nullable UUID olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("older", olderThan)
                .bind("size", size)
                .map((row, context) -> StoredKey.of(row))
                .list());
    }

    /** Gives it another secret. What it had goes on for so long, and no longer, however often it was rotated before. */
    public KeyChange rotate(int tenant, KeyId id, ApiKey secret, Duration overlap) {
        return changing(tenant, id, (handle, goesOn, lastAdmin) -> {
            if (!goesOn) {
                return new KeyChange.Ended();
            }
            if (lastAdmin && overlap.isZero()) {
                return new KeyChange.LastAdmin();
            }
            handle.createUpdate(FORGET).bind("id", id.uuid()).execute();
            handle.createUpdate(RETIRE)
                    .bind("id", id.uuid())
                    .bind("overlap", overlap.toSeconds())
                    .execute();
            handle.createUpdate(SHORTEN)
                    .bind("id", id.uuid())
                    .bind("overlap", overlap.toSeconds())
                    .execute();
            handle.createUpdate(RENEW)
                    .bind("id", id.uuid())
                    .bind("hash", ApiKey.hash(secret.secret()))
                    .execute();
            return done(handle, tenant, id);
        });
    }

    /** It speaks for nobody any more, with none of its secrets. To revoke twice is to revoke. */
    public KeyChange revoke(int tenant, KeyId id) {
        return changing(tenant, id, (handle, goesOn, lastAdmin) -> {
            if (goesOn && lastAdmin) {
                return new KeyChange.LastAdmin();
            }
            handle.createUpdate(REVOKE).bind("id", id.uuid()).execute();
            return done(handle, tenant, id);
        });
    }

    private interface Change {
        KeyChange apply(Handle handle, boolean goesOn, boolean lastAdmin);
    }

    private KeyChange changing(int tenant, KeyId id, Change change) {
        return jdbi.inTransaction(handle -> {
            handle.createQuery(LOCK).bind("tenant", tenant).mapTo(Integer.class).one();
            var key = find(handle, tenant, id);
            return key.isEmpty()
                    ? new KeyChange.NotFound()
                    : change.apply(handle, goesOn(handle, id), isLastAdmin(handle, tenant, key.get()));
        });
    }

    private static KeyChange done(Handle handle, int tenant, KeyId id) {
        return new KeyChange.Done(find(handle, tenant, id).orElseThrow());
    }

    private static Optional<StoredKey> find(Handle handle, int tenant, KeyId id) {
        return handle.createQuery(ONE)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .map((row, context) -> StoredKey.of(row))
                .findOne();
    }

    private static boolean goesOn(Handle handle, KeyId id) {
        return handle.createQuery(GOES_ON)
                .bind("id", id.uuid())
                .mapTo(Boolean.class)
                .one();
    }

    private static boolean isLastAdmin(Handle handle, int tenant, StoredKey key) {
        return key.role() == Role.ADMIN
                && !handle.createQuery(OTHER_ADMIN)
                        .bind("tenant", tenant)
                        .bind("id", key.id().uuid())
                        .mapTo(Boolean.class)
                        .one();
    }
}
