package io.penstock.db.tenant;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The tenants and the keys that speak for them. */
public final class Tenants {

    /** The update changes nothing, but returns the row, also one that another transaction has made just now. */
    private static final String CREATE = """
            INSERT INTO tenant (name) VALUES (:name) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id, name""";

    /** What it had lost, it has again: this is the way back for who has locked himself out. */
    private static final String GRANT = """
            INSERT INTO api_key (id, hash, tenant, name, role) VALUES (:id, :hash, :tenant, :name, 'admin')
            ON CONFLICT (hash) DO UPDATE SET revoked_at = NULL, expires_at = NULL, role = 'admin' WHERE api_key.tenant = excluded.tenant""";

    /** Or it would be two: what it is now, and what the key had that was rotated away from it. */
    private static final String TAKE_BACK = "DELETE FROM former_secret WHERE hash = :hash";

    private static final String ENTRUST = "UPDATE tenant SET fleet = TRUE WHERE id = :tenant AND NOT fleet";

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

    /**
     * Lets the key speak for the tenant as its admin, and has the tenant run the installation: who can call this has the database. False
     * when it speaks for another one.
     */
    public boolean grant(Tenant tenant, ApiKey key, String name) {
        return jdbi.inTransaction(handle -> {
            var hash = ApiKey.hash(key.secret());
            boolean granted = handle.createUpdate(GRANT)
                            .bind("id", KeyId.next().uuid())
                            .bind("hash", hash)
                            .bind("tenant", tenant.id())
                            .bind("name", name)
                            .execute()
                    == 1;
            if (granted) {
                handle.createUpdate(TAKE_BACK).bind("hash", hash).execute();
                handle.createUpdate(ENTRUST).bind("tenant", tenant.id()).execute();
            }
            return granted;
        });
    }
}
