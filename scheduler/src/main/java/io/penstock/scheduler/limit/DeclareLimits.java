package io.penstock.scheduler.limit;

import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the limits that the configuration declares, and changes one when the configuration says something else than before. What was
 * changed at run time stays until then.
 */
public final class DeclareLimits implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(DeclareLimits.class);
    private static final Duration WHEN_DONE = Duration.ofDays(1);

    private final Map<String, DeclaredLimit> declared;
    private final Limits limits;
    private final Tenants tenants;

    public DeclareLimits(Map<String, DeclaredLimit> declared, Limits limits, Tenants tenants) {
        this.declared = Map.copyOf(declared);
        this.limits = limits;
        this.tenants = tenants;
    }

    @Override
    public Duration runOnce() {
        declared.forEach((name, limit) -> {
            if (limits.declare(new NewLimit(name, limit.quota(name), limit.kind(), tenant(limit)))) {
                LOG.info("Limit {} is as the configuration declares it", name);
            }
        });
        return WHEN_DONE;
    }

    private @Nullable Integer tenant(DeclaredLimit limit) {
        var name = limit.tenant();
        return name == null ? null : (Integer) tenants.named(name).id();
    }
}
