package io.penstock.db.tenant;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tenants, as who runs the installation makes and changes them. */
public final class Accounts {

    private static final String CREATE = """
            INSERT INTO tenant (name, weight, artifact_bytes) VALUES (:name, :weight, :bytes)
            ON CONFLICT (name) DO NOTHING RETURNING\s""" + Account.COLUMNS;

    private static final String PAGE = "SELECT " + Account.COLUMNS
            + " FROM tenant WHERE (:after::text IS NULL OR name > :after) ORDER BY name LIMIT :size";

    private static final String ONE = "SELECT " + Account.COLUMNS + " FROM tenant WHERE name = :name";

    private static final String CHANGE = """
            UPDATE tenant SET
                weight = coalesce(:weight, weight),
                artifact_bytes = CASE WHEN :quotas THEN :bytes ELSE artifact_bytes END,
                suspended_at = CASE :suspended::boolean
                    WHEN TRUE THEN coalesce(suspended_at, now()) WHEN FALSE THEN NULL ELSE suspended_at END
            WHERE name = :name RETURNING\s""" + Account.COLUMNS;

    private final Jdbi jdbi;

    public Accounts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What the artifacts of a tenant may have together; as the setting says when null. */
    public record Quotas(@Nullable Long artifactBytes) {}

    public record Created(Account account, StoredKey key) {}

    /** What is null stays as it is. */
    public record Change(
            @Nullable Integer weight,
            @Nullable Quotas quotas,
            @Nullable Boolean suspended) {}

    /** With its first key, which is an admin. Nothing when there is a tenant of this name. */
    public Optional<Created> create(String name, int weight, Quotas quotas, ApiKey secret) {
        return jdbi.inTransaction(handle -> insert(handle, name, weight, quotas)
                .map(account -> new Created(
                        account,
                        ApiKeys.create(
                                handle, account.tenant().id(), secret, new ApiKeys.NewKey(name, Role.ADMIN, null)))));
    }

    private static Optional<Account> insert(Handle handle, String name, int weight, Quotas quotas) {
        return handle.createQuery(CREATE)
                .bind("name", name)
                .bind("weight", weight)
                .bind("bytes", quotas.artifactBytes)
                .map((row, context) -> Account.of(row))
                .findOne();
    }

    public Optional<Account> find(String name) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("name", name)
                .map((row, context) -> Account.of(row))
                .findOne());
    }

    /** In the order of their names, strictly after the given one. */
    public List<Account> page(@Nullable String after, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("after", after)
                .bind("size", size)
                .map((row, context) -> Account.of(row))
                .list());
    }

    /** Nothing when there is no such tenant. */
    public Optional<Account> change(String name, Change change) {
        var quotas = change.quotas;
        return jdbi.withHandle(handle -> handle.createQuery(CHANGE)
                .bind("name", name)
                .bind("weight", change.weight)
                .bind("quotas", quotas != null)
                .bind("bytes", quotas == null ? null : quotas.artifactBytes)
                .bind("suspended", change.suspended)
                .map((row, context) -> Account.of(row))
                .findOne());
    }
}
