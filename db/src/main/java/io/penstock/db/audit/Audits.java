package io.penstock.db.audit;

import static io.penstock.db.database.Columns.utc;

import io.penstock.db.tenant.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what. An act is on disk before it is done, and what came of it afterwards, in rows of their own: neither is ever changed.
 */
public final class Audits {

    private static final String BEGIN = """
            INSERT INTO audit (id, tenant, key, key_name, role, action, subject, reason, address, request, before)
            VALUES (:id, :tenant, :key, :key_name, :role, :action, :subject, :reason, :address, :request, :before::jsonb)""";

    private static final String END = """
            INSERT INTO audit_result (audit, status, subject, reason, after) VALUES (:audit, :status, :subject, :reason, :after::jsonb)""";

    /** In the order of the key, whose time is as good as that in the row: what is asked for is a stretch of it. */
    private static final String PAGE = """
            SELECT audit.id, audit.at, tenant.name AS tenant, audit.key, audit.key_name, audit.role, audit.action,
                   coalesce(audit.subject, result.subject) AS subject, coalesce(audit.reason, result.reason) AS reason,
                   audit.address, audit.request, result.status, audit.before, result.after
            FROM audit
            JOIN tenant ON tenant.id = audit.tenant
            LEFT JOIN audit_result AS result ON result.audit = audit.id
            WHERE (:older::uuid IS NULL OR audit.id < :older)
              AND (:tenant::int IS NULL OR audit.tenant = :tenant)
              AND (:key::uuid IS NULL OR audit.key = :key)
              AND (:action::text IS NULL OR audit.action = :action OR split_part(audit.action, '.', 1) = :action)
              AND (:subject::text IS NULL OR coalesce(audit.subject, result.subject) = :subject)
              AND (:since::timestamptz IS NULL OR audit.at >= :since)
              AND (:until::timestamptz IS NULL OR audit.at < :until)
            ORDER BY audit.id DESC LIMIT :size""";

    private final Jdbi jdbi;

    public Audits(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Which entries are asked for; all where it says nothing.
     *
     * @param tenant whose keys did it
     * @param action a whole one, or what is before its dot
     * @param until before this time
     */
    public record Filter(
            @Nullable Integer tenant,
            @Nullable KeyId key,
            @Nullable String action,
            @Nullable String subject,
            @Nullable Instant since,
            @Nullable Instant until) {}

    public AuditId begin(Act act) {
        var id = AuditId.next();
        var grant = act.grant();
        jdbi.useHandle(handle -> handle.createUpdate(BEGIN)
                .bind("id", id.uuid())
                .bind("tenant", grant.tenant().id())
                .bind("key", grant.key().uuid())
                .bind("key_name", grant.name())
                .bind("role", grant.role().label())
                .bind("action", act.action())
                .bind("subject", act.subject())
                .bind("reason", act.reason())
                .bind("address", act.address())
                .bind("request", act.request())
                .bind("before", act.before())
                .execute());
        return id;
    }

    public void end(AuditId id, Result result) {
        jdbi.useHandle(handle -> handle.createUpdate(END)
                .bind("audit", id.uuid())
                .bind("status", result.status())
                .bind("subject", result.subject())
                .bind("reason", result.reason())
                .bind("after", result.after())
                .execute());
    }

    /** The newest first, strictly before the given one. */
    public List<Entry> page(Filter filter, @Nullable UUID olderThan, int size) {
        var key = filter.key;
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("older", olderThan)
                .bind("tenant", filter.tenant)
                .bind("key", key == null ? null : key.uuid())
                .bind("action", filter.action)
                .bind("subject", filter.subject)
                .bind("since", utc(filter.since))
                .bind("until", utc(filter.until))
                .bind("size", size)
                .map((row, context) -> Entry.of(row))
                .list());
    }
}
