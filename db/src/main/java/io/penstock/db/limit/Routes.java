package io.penstock.db.limit;

import static io.penstock.db.database.Columns.time;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limits.NewLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The routes over the deployments of services. Jobs of a route are behind the limits of its first deployment; while one of these is closed,
 * dispatch lets them move behind those of the next.
 */
public final class Routes {

    private static final String READ = "SELECT name, deployment FROM route ORDER BY name, nr";

    private static final String WRITE = """
            INSERT INTO route (name, nr, deployment) SELECT * FROM unnest(:names, :nrs, :deployments)""";

    /** Those that were made at run time stay. */
    private static final String DROP = """
            DELETE FROM limit_state WHERE deployment IS NOT NULL AND declared IS NOT NULL AND NOT name = ANY (:names)""";

    private static final String CLOSED = """
            SELECT deployment, max(least(closed_until, '9999-12-31')) AS until FROM limit_state
            WHERE deployment IS NOT NULL AND closed_until > now() GROUP BY deployment""";

    /** Whatever closed it for longer is still right. When it opens, a few jobs find out how it is. */
    private static final String CLOSE = """
            UPDATE limit_state SET
                closed_at = %s,
                closed_reason = CASE WHEN closed_until > asked.until THEN closed_reason ELSE :reason END,
                closed_by = CASE WHEN closed_until > asked.until THEN closed_by END,
                closed_until = greatest(coalesce(closed_until, '-infinity'), asked.until),
                pace = least(pace, greatest(:probes / permits::double precision, 0.000001)), paced_at = now(), changed_at = now()
            FROM (SELECT coalesce(now() + make_interval(secs => :seconds), 'infinity') AS until) AS asked
            WHERE deployment = :deployment AND type = 'concurrency'""".formatted(Limits.CLOSED_AT);

    private static final String PATIENCE = Limits.patienceOf("deployment = :deployment");

    private static final double PROBES = 2.01;

    private static final String OF_JOB = """
            SELECT deployment FROM live JOIN gate ON gate.id = live.gate JOIN limit_state ON limit_state.name = ANY (gate.limits)
            WHERE live.id = :job AND deployment IS NOT NULL
            GROUP BY deployment HAVING NOT bool_or(coalesce(closed_until > now(), FALSE))""";

    private final Jdbi jdbi;
    private final Limits limits;

    public Routes(Jdbi jdbi, Limits limits) {
        this.jdbi = jdbi;
        this.limits = limits;
    }

    /**
     * Makes what the configuration declares, in the place of what it declared before.
     *
     * @param routes the deployments of each, in their order
     * @param ofDeployments the deployments' limits
     * @param prices what the deployments cost, as far as that is known
     */
    public void declare(Map<String, List<String>> routes, List<NewLimit> ofDeployments, List<TokenPrice> prices) {
        ofDeployments.forEach(limits::declare);
        limits.changing(handle -> handle.createUpdate(DROP)
                        .bind("names", SqlArray.texts(ofDeployments, NewLimit::name))
                        .execute()
                + replace(handle, routes)
                + (TokenPrice.replace(handle, prices) ? 1 : 0));
    }

    private static int replace(Handle handle, Map<String, List<String>> routes) {
        handle.execute("LOCK TABLE route IN SHARE ROW EXCLUSIVE MODE");
        if (read(handle).equals(routes)) {
            return 0;
        }
        handle.execute("DELETE FROM route");
        var stops = new ArrayList<Stop>();
        routes.forEach((name, deployments) -> {
            for (int nr = 0; nr < deployments.size(); nr++) {
                stops.add(new Stop(name, nr, deployments.get(nr)));
            }
        });
        return 1
                + handle.createUpdate(WRITE)
                        .bind("names", SqlArray.texts(stops, Stop::route))
                        .bind("nrs", SqlArray.ints(stops, Stop::nr))
                        .bind("deployments", SqlArray.texts(stops, Stop::deployment))
                        .execute();
    }

    private record Stop(String route, int nr, String deployment) {}

    static Map<String, List<String>> read(Handle handle) {
        return handle.createQuery(READ)
                .map((row, context) -> Map.entry(row.getString("name"), row.getString("deployment")))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /** The deployments to which no job goes now, and until when. */
    public Map<String, Instant> closed() {
        return jdbi.withHandle(Routes::closed);
    }

    public static Map<String, Instant> closed(Handle handle) {
        return handle.createQuery(CLOSED)
                .map((row, context) -> Map.entry(row.getString("deployment"), time(row, "until")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
    }

    /** Lets nothing go there for a while: it fails. */
    public void close(String deployment, Duration time, String reason) {
        close(deployment, (Double) (time.toMillis() / 1000.0), reason);
    }

    /** Lets nothing go there until somebody opens it again. */
    public void closeForGood(String deployment, String reason) {
        close(deployment, (Double) null, reason);
    }

    private void close(String deployment, @Nullable Double seconds, String reason) {
        jdbi.useHandle(handle -> handle.createUpdate(CLOSE)
                .bind("deployment", deployment)
                .bind("seconds", seconds)
                .bind("reason", reason)
                .bind("probes", PROBES)
                .execute());
    }

    /** The service asks for patience: all limits of the deployment are closed until then, and slower if that goes on. */
    public void havePatience(String deployment, Duration patience) {
        jdbi.useHandle(handle -> Limits.patience(handle.createUpdate(PATIENCE), patience)
                .bind("deployment", deployment)
                .execute());
    }

    /** The provider says what it gives: that is a limit, unless somebody has made one of this name. */
    public void learn(NewLimit told) {
        limits.learn(told);
    }

    /** The deployment to which dispatch has sent this job, if it has not been closed since. */
    public Optional<String> deploymentOf(JobId job) {
        return jdbi.withHandle(handle -> handle.createQuery(OF_JOB)
                .bind("job", job.uuid())
                .mapTo(String.class)
                .findFirst());
    }
}
