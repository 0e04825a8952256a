package io.penstock.api.tenant;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.key.KeyView;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.limit.Limit;
import io.penstock.db.pause.Pause;
import io.penstock.db.pause.Pauses;
import io.penstock.db.tenant.Account;
import io.penstock.db.tenant.Accounts;
import io.penstock.db.tenant.Accounts.Quotas;
import io.penstock.db.tenant.ApiKey;
import io.penstock.dispatch.dispatcher.Dispatching;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The tenants of the installation. One that is suspended submits nothing, and its waiting jobs are paused. */
@RestController
public final class TenantController {

    private static final String NAME = "[a-z0-9][a-z0-9_-]{0,62}";
    private static final String NAME_RULE =
            "must have 1 to 63 lower-case letters, digits, - or _, and begin with a letter or digit";
    private static final int HEAVIEST = 1000;

    private final Accounts accounts;
    private final Pauses pauses;
    private final Dispatching dispatching;

    public TenantController(Accounts accounts, Pauses pauses, Dispatching dispatching) {
        this.accounts = accounts;
        this.pauses = pauses;
        this.dispatching = dispatching;
    }

    /** @param artifactBytes as the setting says unless given */
    record QuotasRequest(@Min(0) @Nullable Long artifactBytes) {
        Quotas quotas() {
            return new Quotas(artifactBytes);
        }
    }

    /** @param weight 1 unless given */
    record CreateRequest(
            @NotNull @Pattern(regexp = NAME, message = NAME_RULE)
            String name,

            @Min(1) @Max(HEAVIEST) @Nullable Integer weight,
            @Valid @Nullable QuotasRequest quotas) {}

    /** What is not given stays as it is; quotas are given as a whole. */
    record ChangeRequest(
            @Min(1) @Max(HEAVIEST) @Nullable Integer weight,
            @Valid @Nullable QuotasRequest quotas,
            @Nullable Boolean suspended) {

        Accounts.Change change() {
            return new Accounts.Change(weight, quotas == null ? null : quotas.quotas(), suspended);
        }
    }

    /** The answer is the only one that has the secret of its first key. */
    @PostMapping(path = "/v1/tenants", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<TenantView> create(Caller caller, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), CreateRequest.class));
        var secret = ApiKey.random();
        var weight = request.weight;
        var quotas = request.quotas;
        return accounts.create(
                        request.name,
                        weight == null ? 1 : weight,
                        quotas == null ? new Quotas(null) : quotas.quotas(),
                        secret)
                .map(made -> ResponseEntity.status(HttpStatus.CREATED)
                        .cacheControl(CacheControl.noStore())
                        .body(TenantView.of(made.account(), KeyView.of(made.key(), secret))))
                .orElseThrow(() -> new Refusal(Problem.of(
                        409,
                        "tenant_exists",
                        "There is a tenant of this name",
                        "Change the one there is with PATCH, or choose another name.")));
    }

    @GetMapping(path = "/v1/tenants", produces = APPLICATION_JSON_VALUE)
    public Page<TenantView> list(Caller caller, Query query) {
        var after = query.knowing(Paging.PARAMETERS).one("page_token");
        if (after != null && !after.matches(NAME)) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        int size = Paging.size(query.one("page_size"));
        return Page.of(
                        accounts.page(after, size + 1),
                        size,
                        account -> account.tenant().name())
                .map(TenantView::of);
    }

    @GetMapping(path = "/v1/tenants/{name}", produces = APPLICATION_JSON_VALUE)
    public TenantView tenant(Caller caller, @PathVariable String name) {
        return TenantView.of(found(name));
    }

    @PatchMapping(path = "/v1/tenants/{name}", produces = APPLICATION_JSON_VALUE)
    public TenantView change(Caller caller, @PathVariable String name, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), ChangeRequest.class));
        var suspended = request.suspended;
        if (Boolean.TRUE.equals(suspended) && name.equals(caller.tenant().name())) {
            throw new Refusal(Problem.invalid(
                    new Violation("/suspended", "must not be your own tenant's: nobody of it could take it back")));
        }
        found(name);
        var changed = accounts.change(name, request.change()).orElseThrow(() -> noSuchTenant(name));
        if (suspended != null) {
            hold(caller, name, suspended);
        }
        return TenantView.of(changed);
    }

    /** Whoever dies before this asks again: to suspend twice is to suspend. */
    private void hold(Caller caller, String name, boolean suspended) {
        var key = new Pause.Key(Pause.Scope.TENANT, name);
        if (suspended) {
            pauses.pause(
                    key,
                    Limit.FOR_GOOD,
                    "The tenant is suspended",
                    caller.tenant().name());
        } else {
            pauses.resume(key);
        }
        dispatching.nudgeAll();
    }

    private Account found(String name) {
        return (name.matches(NAME) ? accounts.find(name) : Optional.<Account>empty())
                .orElseThrow(() -> noSuchTenant(name));
    }

    private static Refusal noSuchTenant(String name) {
        return new Refusal(Problem.of(
                404,
                "tenant_not_found",
                "There is no such tenant",
                name.matches(NAME) ? "No tenant has the name " + name + "." : "A tenant's name " + NAME_RULE + "."));
    }
}
