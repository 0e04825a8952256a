package io.penstock.db.usage;

import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.kind.Mode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What tenants have taken of models, as far as it is settled. */
public final class UseOfModels {

    private static final String READ = """
            SELECT * FROM ai_usage
            WHERE tenant = :tenant AND day BETWEEN :from AND :to AND (:kind::text IS NULL OR kind = :kind) AND (:model::text IS NULL OR model = :model)
            ORDER BY day, kind, provider, model, mode LIMIT :most""";

    private static final String TOTAL = """
            SELECT coalesce(sum(calls), 0) AS calls, coalesce(sum(unpriced_calls), 0) AS unpriced_calls, coalesce(sum(input_tokens), 0) AS input_tokens,
                   coalesce(sum(cached_tokens), 0) AS cached_tokens, coalesce(sum(cache_write_tokens), 0) AS cache_write_tokens,
                   coalesce(sum(output_tokens), 0) AS output_tokens, coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
                   coalesce(sum(cost), 0) AS cost, coalesce(sum(cache_hits), 0) AS cache_hits, coalesce(sum(cache_misses), 0) AS cache_misses,
                   coalesce(sum(saved), 0) AS saved
            FROM ai_usage WHERE tenant = :tenant AND day >= :from""";

    private static final String PRUNE =
            "DELETE FROM ai_usage WHERE day < (now() AT TIME ZONE 'UTC')::date - :days::int";

    private final Jdbi jdbi;

    public UseOfModels(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A tenant's, of one kind or model if they are given, in the order of the days.
     *
     * @param from the first day, and {@code to} the last
     */
    public List<DayOfUse> read(
            int tenant, LocalDate from, LocalDate to, @Nullable String kind, @Nullable String model, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(READ)
                .bind("tenant", tenant)
                .bind("from", from)
                .bind("to", to)
                .bind("kind", kind)
                .bind("model", model)
                .bind("most", most)
                .map((row, context) -> new DayOfUse(
                        row.getObject("day", LocalDate.class),
                        row.getString("kind"),
                        row.getString("provider"),
                        row.getString("model"),
                        mode(row.getString("mode")),
                        amounts(row)))
                .list());
    }

    /** All that a tenant has taken since that day. */
    public Amounts total(int tenant, LocalDate from) {
        return jdbi.withHandle(handle -> handle.createQuery(TOTAL)
                .bind("tenant", tenant)
                .bind("from", from)
                .map((row, context) -> amounts(row))
                .one());
    }

    /** Forgets what is older than so many days. */
    public int prune(int days) {
        return jdbi.withHandle(
                handle -> handle.createUpdate(PRUNE).bind("days", days).execute());
    }

    private static Mode mode(String label) {
        return Stream.of(Mode.values())
                .filter(mode -> mode.toString().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static Amounts amounts(ResultSet row) throws SQLException {
        return new Amounts(
                row.getLong("calls"),
                row.getLong("unpriced_calls"),
                new Usage(
                        row.getLong("input_tokens"),
                        row.getLong("cached_tokens"),
                        row.getLong("cache_write_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("reasoning_tokens")),
                row.getLong("cost"),
                row.getLong("cache_hits"),
                row.getLong("cache_misses"),
                row.getLong("saved"));
    }
}
