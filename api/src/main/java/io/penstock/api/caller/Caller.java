package io.penstock.api.caller;

import io.penstock.db.tenant.Tenant;

/** Who sent the request. */
public record Caller(Tenant tenant) {

    public int tenantId() {
        return tenant.id();
    }
}
