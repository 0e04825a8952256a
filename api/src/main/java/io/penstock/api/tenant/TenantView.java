package io.penstock.api.tenant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.api.key.KeyView;
import io.penstock.db.tenant.Account;
import io.penstock.db.tenant.Accounts.Quotas;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as its readers see it.
 *
 * @param fleet whether it runs the installation
 * @param key its first one, only in the answer that it was made for
 */
record TenantView(
        String name,
        int weight,
        boolean fleet,
        @Nullable Instant suspendedAt,
        Quotas quotas,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable KeyView key) {

    static TenantView of(Account account) {
        return of(account, null);
    }

    static TenantView of(Account account, @Nullable KeyView key) {
        return new TenantView(
                account.tenant().name(),
                account.weight(),
                account.fleet(),
                account.suspendedAt(),
                new Quotas(account.artifactBytes()),
                account.createdAt(),
                key);
    }
}
