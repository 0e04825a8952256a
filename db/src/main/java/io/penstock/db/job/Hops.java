package io.penstock.db.job;

import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.json.Json;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** Where the attempts of jobs went on their way over deployments. What was asked is not in it, so it stays when that is forgotten. */
public final class Hops {

    private static final String READ = """
            SELECT attempt, hops FROM attempt WHERE id = :id AND hops IS NOT NULL
            UNION ALL
            SELECT attempt, hops FROM outcome WHERE tenant = :tenant AND id = :id AND hops IS NOT NULL
            ORDER BY attempt""";

    private final Jdbi jdbi;

    public Hops(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** One, and of which attempt. */
    public record OfAttempt(int attempt, Hop hop) {}

    /** Those of a job's attempts that are over, in their order. */
    public List<OfAttempt> of(int tenant, JobId job) {
        return jdbi
                .withHandle(handle -> handle.createQuery(READ)
                        .bind("tenant", tenant)
                        .bind("id", job.uuid())
                        .map((row, context) -> read(row.getInt("attempt"), row.getString("hops")))
                        .list())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<OfAttempt> read(int attempt, String hops) {
        return Stream.of(Json.readTrusted(hops, Hop[].class))
                .map(hop -> new OfAttempt(attempt, hop))
                .toList();
    }
}
