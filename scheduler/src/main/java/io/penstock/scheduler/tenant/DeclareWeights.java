package io.penstock.scheduler.tenant;

import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

/** Gives tenants the weights that the configuration declares, under {@code penstock.weights.} and the tenant's name. */
public final class DeclareWeights implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(DeclareWeights.class);
    private static final Duration WHEN_DONE = Duration.ofDays(1);
    private static final String PREFIX = "penstock.weights";
    private static final int MOST = 1000;

    private final Map<String, Integer> weights;
    private final Tenants tenants;

    public DeclareWeights(Map<String, Integer> weights, Tenants tenants) {
        this.weights = Map.copyOf(weights);
        this.tenants = tenants;
    }

    /** All of them, by the tenant's name. */
    public static Map<String, Integer> of(Binder binder) {
        var weights =
                binder.bind(PREFIX, Bindable.mapOf(String.class, Integer.class)).orElse(Map.of());
        weights.forEach((tenant, weight) -> {
            if (weight < 1 || weight > MOST) {
                throw new IllegalArgumentException(
                        "%s.%s must be between 1 and %d, not %d".formatted(PREFIX, tenant, MOST, weight));
            }
        });
        return weights;
    }

    @Override
    public Duration runOnce() {
        weights.forEach((tenant, weight) -> {
            if (tenants.weigh(tenant, weight)) {
                LOG.info("Tenant {} has weight {}", tenant, weight);
            }
        });
        return WHEN_DONE;
    }
}
