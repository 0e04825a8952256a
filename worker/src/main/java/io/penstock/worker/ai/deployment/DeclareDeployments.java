package io.penstock.worker.ai.deployment;

import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.limit.Routes;
import io.penstock.db.limit.TokenPrice;
import io.penstock.dispatch.loop.Duty;
import io.penstock.worker.ai.AiSettings;
import io.penstock.worker.ai.AiSettings.Deployed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the fleet of the routes and of the deployments' limits and prices, so that jobs wait there for what they will take. */
public final class DeclareDeployments implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(DeclareDeployments.class);
    private static final Duration WHEN_DONE = Duration.ofDays(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Routes fleet;
    private final Map<String, List<String>> routes;
    private final Map<String, Long> outputs;
    private final Supplier<List<TokenPrice>> prices;
    private final List<NewLimit> limits = new ArrayList<>();

    /**
     * @param routes the deployments of each, in their order
     * @param outputs what answers count of the tokens of those deployments where not what they have counts
     * @param prices as they are today
     */
    public DeclareDeployments(
            Routes fleet,
            AiSettings settings,
            Map<String, List<String>> routes,
            Map<String, Long> outputs,
            Supplier<List<TokenPrice>> prices) {
        this.fleet = fleet;
        this.routes = routes;
        this.outputs = Map.copyOf(outputs);
        this.prices = prices;
        settings.deployments().forEach(this::limit);
    }

    private void limit(String name, Deployed deployed) {
        limit(name, "calls", new Quota.Concurrency(deployed.concurrency()), null);
        var requests = deployed.requestsPerMinute();
        if (requests != null) {
            limit(name, "requests", new Quota.Rate(requests, MINUTE, requests), null);
        }
        tokens(name, "tokens", deployed.tokensPerMinute(), outputs.get(name));
        tokens(name, "input_tokens", deployed.inputTokensPerMinute(), null);
        tokens(name, "output_tokens", deployed.outputTokensPerMinute(), null);
    }

    private void tokens(String name, String what, @Nullable Long perMinute, @Nullable Long output) {
        if (perMinute != null) {
            limit(name, what, new Quota.Units(perMinute, MINUTE, perMinute), output);
        }
    }

    private void limit(String deployment, String what, Quota quota, @Nullable Long output) {
        limits.add(new NewLimit(deployment + ":" + what, quota, null, null, deployment, output));
    }

    @Override
    public Duration runOnce() {
        if (!limits.isEmpty()) {
            fleet.declare(routes, limits, prices.get());
            LOG.info(
                    "{} routes and {} limits of deployments are as the configuration has them",
                    routes.size(),
                    limits.size());
        }
        return WHEN_DONE;
    }
}
