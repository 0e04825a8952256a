package io.penstock.api.caller;

import io.penstock.db.tenant.Grant;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenant;

/** Who sent the request, by which key. */
public record Caller(Grant grant) {

    public Tenant tenant() {
        return grant.tenant();
    }

    public int tenantId() {
        return grant.tenant().id();
    }

    /** Whether it may see what jobs carry. */
    public boolean seesContent() {
        return grant.role().isAtLeast(Role.VIEWER);
    }
}
