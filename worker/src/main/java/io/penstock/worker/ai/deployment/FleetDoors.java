package io.penstock.worker.ai.deployment;

import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.limit.Routes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The doors of the whole fleet are the deployments' limits. */
public final class FleetDoors implements Doors {

    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Routes routes;
    private final Map<String, Map<String, Long>> learned = new ConcurrentHashMap<>();
    private volatile Set<String> closed = Set.of();
    private volatile long readAt = System.nanoTime() - FRESH;

    public FleetDoors(Routes routes) {
        this.routes = routes;
    }

    @Override
    public Set<String> closed() {
        long now = System.nanoTime();
        if (now - readAt >= FRESH) {
            closed = Set.copyOf(routes.closed().keySet());
            readAt = now;
        }
        return closed;
    }

    @Override
    public Optional<String> sent(JobId job) {
        return routes.deploymentOf(job);
    }

    @Override
    public void havePatience(String deployment, Duration patience) {
        routes.havePatience(deployment, patience);
        forget();
    }

    @Override
    public void close(String deployment, Duration time, String reason) {
        routes.close(deployment, time, reason);
        forget();
    }

    @Override
    public void closeForGood(String deployment, String reason) {
        routes.closeForGood(deployment, reason);
        forget();
    }

    /** They hardly ever change, and are in every answer. */
    @Override
    public void learn(Deployment deployment, Map<String, Long> quotas) {
        if (!quotas.isEmpty() && !quotas.equals(learned.put(deployment.name(), quotas))) {
            quotas.forEach((counted, permits) -> routes.learn(limit(deployment, counted, permits)));
        }
    }

    private static NewLimit limit(Deployment deployment, String counted, long permits) {
        var quota = counted.equals("requests")
                ? new Quota.Rate(permits, MINUTE, permits)
                : new Quota.Units(permits, MINUTE, permits);
        var output = counted.equals("tokens") ? deployment.countedOutput() : null;
        return new NewLimit(deployment.name() + ":" + counted, quota, null, null, deployment.name(), output);
    }

    private void forget() {
        readAt = System.nanoTime() - FRESH;
    }
}
