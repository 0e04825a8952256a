package io.penstock.db.webhook;

import static io.penstock.db.database.Columns.time;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The URLs that want no more callbacks. A call that was answered so disables its URL; a person enables it again. */
public final class Endpoints {

    /** The row that disables the URL of a delivery, whatever statement has that. */
    static final String OF_DELIVERY = """
            SELECT FROM webhook_endpoint AS endpoint
            WHERE endpoint.tenant = delivery.tenant AND hashtextextended(endpoint.url, 0) = hashtextextended(delivery.url, 0)
              AND endpoint.url = delivery.url""";

    private static final String PAGE = """
            SELECT id, url, reason, disabled_at FROM webhook_endpoint
            WHERE tenant = :tenant AND (:older_than::uuid IS NULL OR id < :older_than) ORDER BY id DESC LIMIT :size""";

    private static final String ENABLE = """
            DELETE FROM webhook_endpoint
            WHERE tenant = :tenant AND hashtextextended(url, 0) = hashtextextended(:url, 0) AND url = :url""";

    private final Jdbi jdbi;

    public Endpoints(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public record Disabled(UUID id, String url, String reason, Instant disabledAt) {}

    /** The last disabled first, strictly before the given one. */
    public List<Disabled> disabled(int tenant, @Nullable UUID olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("older_than", olderThan)
                .bind("size", size)
                .map((row, context) -> new Disabled(
                        row.getObject("id", UUID.class),
                        row.getString("url"),
                        row.getString("reason"),
                        time(row, "disabled_at")))
                .list());
    }

    /** False when it was not disabled. */
    public boolean enable(int tenant, String url) {
        return jdbi.withHandle(handle -> handle.createUpdate(ENABLE)
                        .bind("tenant", tenant)
                        .bind("url", url)
                        .execute()
                == 1);
    }
}
