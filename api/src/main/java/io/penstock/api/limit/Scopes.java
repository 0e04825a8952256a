package io.penstock.api.limit;

import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kinds;
import io.penstock.db.request.TextRules;
import io.penstock.db.tenant.Tenant;
import io.penstock.db.tenant.Tenants;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose jobs need a limit without naming it. */
public final class Scopes {

    private final Tenants tenants;
    private final Kinds kinds;

    public Scopes(Tenants tenants, Kinds kinds) {
        this.tenants = tenants;
        this.kinds = kinds;
    }

    /** The tenant's number; what is wrong with either is added. */
    public @Nullable Integer read(@Nullable String kind, @Nullable String tenant, List<Violation> broken) {
        var found = tenant == null || !tenant.matches(TextRules.PRINTABLE)
                ? Optional.<Tenant>empty()
                : tenants.find(tenant);
        if (tenant != null && found.isEmpty()) {
            broken.add(new Violation("/tenant", "is not the name of a tenant"));
        }
        if (kind != null && kinds.find(kind).isEmpty()) {
            broken.add(new Violation("/kind", "is not a known kind; see /v1/kinds"));
        }
        return found.map(Tenant::id).orElse(null);
    }
}
