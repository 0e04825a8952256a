package io.penstock.db.artifact;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.artifact.ArtifactId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file of a tenant's.
 *
 * @param declared what was said of its content before it came
 * @param content once it is ready
 * @param expiresAt when it may be removed, unless an unfinished job refers to it
 */
public record Artifact(
        ArtifactId id,
        int tenant,
        String name,
        String contentType,
        State state,
        Declared declared,
        @Nullable Content content,
        Instant createdAt,
        Instant expiresAt) {

    static final String COLUMNS = """
            id, tenant, name, content_type, state, declared_bytes, encode(declared_sha256, 'hex') AS declared_sha256,
            object, bytes, encode(sha256, 'hex') AS sha256, created_at, expires_at
            """;

    public enum State {
        UPLOADING,
        READY;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param sha256 in hexadecimal digits */
    public record Declared(@Nullable Long bytes, @Nullable String sha256) {

        public static final Declared NOTHING = new Declared(null, null);
    }

    /**
     * @param object what the store calls it, beside the artifact's id
     * @param sha256 in hexadecimal digits
     */
    public record Content(String object, long bytes, String sha256) {}

    static Artifact of(ResultSet row) throws SQLException {
        var object = row.getString("object");
        return new Artifact(
                new ArtifactId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getString("name"),
                row.getString("content_type"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                new Declared(row.getObject("declared_bytes", Long.class), row.getString("declared_sha256")),
                object == null ? null : new Content(object, row.getLong("bytes"), row.getString("sha256")),
                time(row, "created_at"),
                time(row, "expires_at"));
    }
}
