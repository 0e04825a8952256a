package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import io.penstock.db.database.Database;
import io.penstock.db.retention.Partitions;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lists, filters and error groups over HTTP, one call after the other, beside many jobs that have ended. */
public final class PagesBenchmark {

    private static final int AT_ONCE = 500_000;
    private static final int GROUPS = 2000;

    /** One of twenty failed, one of a hundred has a tag, and one of a million is of a kind that hardly anybody uses. */
    private static final String FINISHED = """
            WITH made AS MATERIALIZED (
                SELECT uuidv7() AS id, nr, CASE WHEN nr %% 10 = 0 THEN :other ELSE :tenant END AS tenant, nr %% 20 = 7 AS failed,
                       lpad(to_hex(nr / 20 %% :groups), 16, '0') AS fingerprint,
                       CASE WHEN nr %% 1000000 = 0 THEN 'payment.refund' ELSE (ARRAY['probe', 'http.request', 'email.send', 'ai.generate'])[nr / 20 %% 4 + 1] END AS kind
                FROM generate_series(:from, :from + :many - 1) AS nr),
            jobs AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) SELECT tenant, id, kind, 5, 5, '%1$s' FROM made),
            tags AS (INSERT INTO tag (tenant, name, value, id) SELECT tenant, 'team', 'blue', id FROM made WHERE nr %% 100 = 1)
            INSERT INTO outcome (tenant, id, state, attempt, worker, started_at, result, error_code, error, fingerprint)
            SELECT tenant, id, CASE WHEN failed THEN 'failed' ELSE 'succeeded' END, 1, 1, now(), CASE WHEN NOT failed THEN '{}'::json END,
                   CASE WHEN failed THEN 'http_500' END, CASE WHEN failed THEN 'The server answered 500.' END, CASE WHEN failed THEN fingerprint END
            FROM made""".formatted(PathBenchmark.PAYLOAD);

    private static final String COUNTED = """
            WITH counted AS (SELECT fingerprint, tenant, count(*) AS jobs FROM outcome WHERE fingerprint IS NOT NULL GROUP BY 1, 2),
            by_group AS (SELECT fingerprint, tenant, jobs FROM counted UNION ALL SELECT fingerprint, 0, sum(jobs) FROM counted GROUP BY 1),
            named AS (
                INSERT INTO error_group (fingerprint, kind, class, code, message, since)
                SELECT DISTINCT ON (fingerprint) fingerprint, kind, 'retryable', 'http_500', 'The server answered 500.', now()
                FROM outcome JOIN job USING (tenant, id) WHERE fingerprint IS NOT NULL
                RETURNING fingerprint, kind),
            hours AS (
                INSERT INTO error_hour (fingerprint, tenant, hour, count)
                SELECT fingerprint, tenant, date_trunc('hour', now()) - hour * interval '1 hour', 1 + jobs / 168
                FROM by_group CROSS JOIN generate_series(0, 167) AS hour)
            INSERT INTO error_count (fingerprint, tenant, kind, state, first_seen, last_seen, count)
            SELECT fingerprint, tenant, kind, 'open', now() - interval '7 days', now() - random() * interval '1 hour', jobs
            FROM by_group JOIN named USING (fingerprint)""";

    private final PrintWriter out;

    public PagesBenchmark(PrintWriter out) {
        this.out = out;
    }

    /** @param calls of each kind, after a fifth as many for warm-up */
    public void run(Path folder, int jobs, int calls, Class<?> main) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("pages");
            try (var database = stage.open("pages")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                var tenants = new Tenants(database.jdbi());
                var tenant = tenants.named("many");
                var key = ApiKey.random();
                tenants.grant(tenant, key, "benchmark");
                fill(database, jobs, tenant.id(), tenants.named("other").id());
                try (var fleet = Fleet.start(folder, stage.settings("pages"), main, 0)) {
                    fleet.awaitReady(database);
                    measure(new HttpCaller(fleet.url(), key.secret()), calls, looks(middle(database)));
                }
            }
        }
    }

    private void fill(Database database, int jobs, int tenant, int other) {
        for (int made = 0; made < jobs; made += AT_ONCE) {
            int from = made;
            database.jdbi()
                    .useHandle(handle -> handle.createUpdate(FINISHED)
                            .bind("tenant", tenant)
                            .bind("other", other)
                            .bind("groups", GROUPS)
                            .bind("from", from)
                            .bind("many", Math.min(AT_ONCE, jobs - from))
                            .execute());
            out.printf("%,d of %,d jobs made%n", Math.min(jobs, made + AT_ONCE), jobs);
            out.flush();
        }
        database.jdbi().useTransaction(handle -> {
            handle.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on");
            handle.execute(COUNTED);
        });
        database.jdbi().useHandle(handle -> handle.execute("VACUUM ANALYZE"));
        database.jdbi().useHandle(handle -> handle.execute("CHECKPOINT"));
    }

    /** When half of them had been made. */
    private static String middle(Database database) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                                SELECT to_char(min(made) + (max(made) - min(made)) / 2, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                                FROM (SELECT uuid_extract_timestamp(id) AT TIME ZONE 'UTC' AS made FROM outcome WHERE state <> 'succeeded') AS failed""").mapTo(String.class).one());
    }

    private record Look(String name, String path, List<Double> millis) {
        Look(String name, String path) {
            this(name, path, new ArrayList<>());
        }
    }

    private static List<Look> looks(String middle) {
        return List.of(
                new Look("jobs", "/v1/jobs"),
                new Look("of 500", "/v1/jobs?page_size=500"),
                new Look("of the middle", "/v1/jobs?created_before=" + middle),
                new Look("failed", "/v1/jobs?state=failed"),
                new Look("failed, of a kind", "/v1/jobs?state=failed&kind=email.send"),
                new Look("of a kind", "/v1/jobs?kind=ai.generate"),
                new Look("of a rare kind", "/v1/jobs?kind=payment.refund"),
                new Look("failed, of a rare kind", "/v1/jobs?state=failed&kind=payment.refund"),
                new Look("with a tag", "/v1/jobs?tag.team=blue"),
                new Look("with a tag, of a state that none has", "/v1/jobs?tag.team=blue&state=cancelled"),
                new Look("of a state that none has", "/v1/jobs?state=succeeded&kind=no.such"),
                new Look("of an error group", "/v1/jobs?error_group=err_%s"),
                new Look("error groups", "/v1/error-groups"),
                new Look("error groups, of a kind", "/v1/error-groups?kind=email.send&state=open"),
                new Look("an error group", "/v1/error-groups/err_%s"));
    }

    private void measure(HttpCaller caller, int calls, List<Look> looks) throws Exception {
        var random = new Random(1);
        for (int round = -calls / 5; round < calls; round++) {
            for (var look : looks) {
                var at = look.path.formatted("%016x".formatted(random.nextInt(GROUPS)));
                long began = System.nanoTime();
                var answer = caller.get(at);
                double took = (System.nanoTime() - began) / 1e6;
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(at + ": " + answer.body());
                }
                if (round == 0) {
                    out.printf("%-40s %s%n", look.name, rows(answer.body()));
                }
                if (round >= 0) {
                    look.millis.add(took);
                }
            }
        }
        for (var look : looks) {
            var took = look.millis.stream().mapToDouble(Double::doubleValue).toArray();
            out.printf(
                    "%-40s p50 %6.1f ms, p99 %6.1f ms%n",
                    look.name, Figures.median(took), Figures.percentile(took, 99));
        }
    }

    private static String rows(String body) {
        var page = Json.mapper().readTree(body);
        return page.has("data")
                ? "%d shown%s"
                        .formatted(
                                page.get("data").size(),
                                page.path("next_page_token").isNull() ? "" : ", and more")
                : "one";
    }
}
