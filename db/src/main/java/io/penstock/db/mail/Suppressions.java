package io.penstock.db.mail;

import static io.penstock.db.database.Columns.time;

import io.penstock.db.database.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Who gets no mail from a tenant any more. */
public final class Suppressions {

    private static final String ADD = """
            INSERT INTO suppression AS known (tenant, address, reason, note)
            SELECT DISTINCT ON (told.tenant, told.address) told.tenant, told.address, told.reason, told.note
            FROM unnest(:tenants, :addresses, :reasons, :notes) AS told (tenant, address, reason, note)
            ORDER BY told.tenant, told.address, array_position(:order, told.reason) DESC
            ON CONFLICT (tenant, address) DO UPDATE SET reason = excluded.reason, note = excluded.note, since = now()
            WHERE array_position(:order, excluded.reason) > array_position(:order, known.reason)""";

    private static final String OF =
            "SELECT address, reason FROM suppression WHERE tenant = :tenant AND address = ANY (:addresses)";

    private static final String PAGE = """
            SELECT address, reason, note, since FROM suppression
            WHERE tenant = :tenant AND address > :after AND (:reason::text IS NULL OR reason = :reason) ORDER BY address LIMIT :size""";

    private final Jdbi jdbi;

    public Suppressions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Why; one that is further down takes the place of one from further up. */
    public enum Reason {
        MANUAL,
        UNSUBSCRIBE,
        BOUNCE,
        COMPLAINT;

        static final List<String> IN_ORDER =
                Arrays.stream(values()).map(Reason::label).toList();

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Reason> parse(String label) {
            return Arrays.stream(values())
                    .filter(reason -> reason.label().equals(label))
                    .findFirst();
        }

        static Reason of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** @param address in lower case */
    public record Addition(
            int tenant,
            String address,
            Reason reason,
            @Nullable String note) {}

    public record Suppressed(
            String address, Reason reason, @Nullable String note, Instant since) {}

    public void add(Collection<Addition> additions) {
        jdbi.useHandle(handle -> add(handle, additions));
    }

    static void add(Handle handle, Collection<Addition> additions) {
        handle.createUpdate(ADD)
                .bind("tenants", SqlArray.ints(additions, Addition::tenant))
                .bind("addresses", SqlArray.texts(additions, Addition::address))
                .bind("reasons", SqlArray.texts(additions, addition -> addition.reason.label()))
                .bind("notes", SqlArray.texts(additions, Addition::note))
                .bind("order", SqlArray.texts(Reason.IN_ORDER, reason -> reason))
                .execute();
    }

    /** False when it was not there. */
    public boolean remove(int tenant, String address) {
        return jdbi.withHandle(
                handle -> handle.createUpdate("DELETE FROM suppression WHERE tenant = :tenant AND address = :address")
                                .bind("tenant", tenant)
                                .bind("address", address)
                                .execute()
                        == 1);
    }

    /** Those of these addresses that are suppressed, and why. */
    public Map<String, Reason> of(int tenant, Collection<String> addresses) {
        return jdbi.withHandle(handle -> handle
                .createQuery(OF)
                .bind("tenant", tenant)
                .bind("addresses", SqlArray.texts(addresses, address -> address))
                .map((row, context) -> Map.entry(row.getString("address"), Reason.of(row.getString("reason"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    public Optional<Suppressed> find(int tenant, String address) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT address, reason, note, since FROM suppression WHERE tenant = :tenant AND address = :address")
                .bind("tenant", tenant)
                .bind("address", address)
                .map((row, context) -> suppressed(row))
                .findOne());
    }

    /** @param after the address that the page before ended with, or nothing at all */
    public List<Suppressed> all(int tenant, @Nullable Reason reason, String after, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("reason", reason == null ? null : reason.label())
                .bind("after", after)
                .bind("size", size)
                .map((row, context) -> suppressed(row))
                .list());
    }

    private static Suppressed suppressed(ResultSet row) throws SQLException {
        return new Suppressed(
                row.getString("address"),
                Reason.of(row.getString("reason")),
                row.getString("note"),
                time(row, "since"));
    }
}
