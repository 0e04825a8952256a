package io.penstock.db.tenant;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The tenants and the keys that speak for them. */
public final class Tenants {

    /** The update changes nothing, but returns the row, also one that another transaction has made just now. */
    private static final String CREATE = """
            INSERT INTO tenant (name) VALUES (:name) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id, name""";

    private static final String GRANT = """
            INSERT INTO api_key (hash, tenant, name) VALUES (:hash, :tenant, :name)
            ON CONFLICT (hash) DO UPDATE SET revoked_at = NULL WHERE api_key.tenant = excluded.tenant""";

    private static final String BY_KEY = """
            SELECT tenant.id, tenant.name FROM api_key JOIN tenant ON tenant.id = api_key.tenant
            WHERE api_key.hash = :hash AND api_key.revoked_at IS NULL""";

    private final Jdbi jdbi;

    public Tenants(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The tenant of this name, made if there is none. */
    public Tenant named(String name) {
        return jdbi.inTransaction(handle -> handle.createQuery(CREATE)
                .bind("name", name)
                .map((row, context) -> new Tenant(row.getInt("id"), row.getString("name")))
                .one());
    }

    /** Gives the tenant's jobs that come from now on so many turns for one of a tenant with weight 1. False when it has that weight. */
    public boolean weigh(String name, int weight) {
        int tenant = named(name).id();
        return jdbi.withHandle(
                handle -> handle.createUpdate("UPDATE tenant SET weight = :weight WHERE id = :id AND weight <> :weight")
                                .bind("id", tenant)
                                .bind("weight", weight)
                                .execute()
                        == 1);
    }

    public Optional<Tenant> find(String name) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT id, name FROM tenant WHERE name = :name")
                .bind("name", name)
                .map((row, context) -> new Tenant(row.getInt("id"), row.getString("name")))
                .findOne());
    }

    /** Lets the key speak for the tenant. False when it speaks for another one. */
    public boolean grant(Tenant tenant, ApiKey key, String name) {
        return jdbi.withHandle(handle -> handle.createUpdate(GRANT)
                        .bind("hash", ApiKey.hash(key.secret()))
                        .bind("tenant", tenant.id())
                        .bind("name", name)
                        .execute()
                == 1);
    }

    public Optional<Tenant> byKey(String secret) {
        return jdbi.withHandle(handle -> handle.createQuery(BY_KEY)
                .bind("hash", ApiKey.hash(secret))
                .map((row, context) -> new Tenant(row.getInt("id"), row.getString("name")))
                .findOne());
    }
}
