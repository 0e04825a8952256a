package io.penstock.db.template;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.email.Template;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The templates there are. A deleted one is kept for the jobs that were submitted with it, and only {@link #find} of a version gives it. */
public final class Templates {

    /** Nothing when the newest says the same, or when another one took the number meanwhile. */
    private static final String PUT = """
            WITH newest AS (
                SELECT version, subject, text, html, deleted_at FROM mail_template
                WHERE tenant = :tenant AND name = :name ORDER BY version DESC LIMIT 1)
            INSERT INTO mail_template (tenant, name, version, subject, text, html)
            SELECT :tenant, :name, coalesce((SELECT version FROM newest), 0) + 1, :subject, :text, :html
            WHERE NOT EXISTS (
                SELECT FROM newest WHERE deleted_at IS NULL AND subject = :subject
                  AND text IS NOT DISTINCT FROM :text::text AND html IS NOT DISTINCT FROM :html::text)
            ON CONFLICT DO NOTHING
            RETURNING name, version, subject, text, html, created_at""";

    private static final String NEWEST = """
            SELECT name, version, subject, text, html, created_at FROM mail_template
            WHERE tenant = :tenant AND name = :name AND deleted_at IS NULL ORDER BY version DESC LIMIT 1""";

    private static final String VERSION = """
            SELECT name, version, subject, text, html, created_at FROM mail_template
            WHERE tenant = :tenant AND name = :name AND version = :version""";

    private static final String USABLE = """
            SELECT min(version) AS oldest, max(version) AS newest FROM mail_template
            WHERE tenant = :tenant AND name = :name AND deleted_at IS NULL HAVING count(*) > 0""";

    private static final String LIST = """
            SELECT DISTINCT ON (name) name, version, subject, created_at FROM mail_template
            WHERE tenant = :tenant AND name > coalesce(:after::text, '') AND deleted_at IS NULL
            ORDER BY name, version DESC LIMIT :size""";

    private static final String VERSIONS = """
            SELECT name, version, subject, created_at FROM mail_template
            WHERE tenant = :tenant AND name = :name AND deleted_at IS NULL AND version < coalesce(:before::int, 2147483647)
            ORDER BY version DESC LIMIT :size""";

    private static final String DELETE = """
            UPDATE mail_template SET deleted_at = now() WHERE tenant = :tenant AND name = :name AND deleted_at IS NULL""";

    private final Jdbi jdbi;

    public Templates(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Makes a version of it, if it says something else than the newest one. */
    public Put put(int tenant, String name, Template template) {
        while (true) {
            var put = jdbi.withHandle(handle -> tryPut(handle, tenant, name, template));
            if (put.isPresent()) {
                return put.get();
            }
        }
    }

    /** Nothing when another one was quicker. */
    private static Optional<Put> tryPut(Handle handle, int tenant, String name, Template template) {
        Optional<Put> created = handle.createQuery(PUT)
                .bind("tenant", tenant)
                .bind("name", name)
                .bind("subject", template.subject())
                .bind("text", template.text())
                .bind("html", template.html())
                .map((row, context) -> stored(row))
                .findOne()
                .map(Put.Created::new);
        return created.or(() -> newest(handle, tenant, name)
                .filter(newest -> newest.template().equals(template))
                .map(Put.Unchanged::new));
    }

    public Optional<StoredTemplate> newest(int tenant, String name) {
        return jdbi.withHandle(handle -> newest(handle, tenant, name));
    }

    private static Optional<StoredTemplate> newest(Handle handle, int tenant, String name) {
        return handle.createQuery(NEWEST)
                .bind("tenant", tenant)
                .bind("name", name)
                .map((row, context) -> stored(row))
                .findOne();
    }

    /** That version, whether or not it was deleted. */
    public Optional<StoredTemplate> find(int tenant, String name, int version) {
        return jdbi.withHandle(handle -> handle.createQuery(VERSION)
                .bind("tenant", tenant)
                .bind("name", name)
                .bind("version", version)
                .map((row, context) -> stored(row))
                .findOne());
    }

    /** That version, unless it was deleted. */
    public Optional<StoredTemplate> findUsable(int tenant, String name, int version) {
        return usable(tenant, name)
                .filter(versions -> versions.has(version))
                .flatMap(versions -> find(tenant, name, version));
    }

    /** The versions that new jobs may use. */
    public Optional<Versions> usable(int tenant, String name) {
        return jdbi.withHandle(handle -> handle.createQuery(USABLE)
                .bind("tenant", tenant)
                .bind("name", name)
                .map((row, context) -> new Versions(row.getInt("oldest"), row.getInt("newest")))
                .findOne());
    }

    /** The newest version of each, in the order of their names, strictly after the given one. */
    public List<Listed> page(int tenant, @Nullable String after, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(LIST)
                .bind("tenant", tenant)
                .bind("after", after)
                .bind("size", size)
                .map((row, context) -> listed(row))
                .list());
    }

    /** Of one, the newest first, strictly before the given version. */
    public List<Listed> versions(int tenant, String name, @Nullable Integer before, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(VERSIONS)
                .bind("tenant", tenant)
                .bind("name", name)
                .bind("before", before)
                .bind("size", size)
                .map((row, context) -> listed(row))
                .list());
    }

    /** False when there is none. */
    public boolean delete(int tenant, String name) {
        return jdbi.withHandle(handle -> handle.createUpdate(DELETE)
                        .bind("tenant", tenant)
                        .bind("name", name)
                        .execute()
                > 0);
    }

    private static StoredTemplate stored(ResultSet row) throws SQLException {
        return new StoredTemplate(
                row.getString("name"),
                row.getInt("version"),
                new Template(row.getString("subject"), row.getString("text"), row.getString("html")),
                time(row, "created_at"));
    }

    private static Listed listed(ResultSet row) throws SQLException {
        return new Listed(
                row.getString("name"), row.getInt("version"), row.getString("subject"), time(row, "created_at"));
    }
}
