package io.penstock.api.limit;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.limit.QuotaRequest.ConcurrencyRequest;
import io.penstock.api.limit.QuotaRequest.PeriodicRequest;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kinds;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.request.TextRules;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.dispatcher.Dispatching;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** The limits there are, and changing them while work waits. They are the whole installation's: every key may see them. */
@RestController
public final class LimitController {

    private final Limits limits;
    private final Scopes scopes;
    private final Dispatching dispatching;
    private final InstantSource clock;

    public LimitController(Limits limits, Tenants tenants, Kinds kinds, Dispatching dispatching, InstantSource clock) {
        this.limits = limits;
        this.scopes = new Scopes(tenants, kinds);
        this.dispatching = dispatching;
        this.clock = clock;
    }

    record CreateRequest(
            @NotNull
            @Pattern(regexp = LimitName.PATTERN, message = LimitName.RULE)
            @Pattern(regexp = LimitName.NOT_TAKEN, flags = Pattern.Flag.DOTALL, message = LimitName.NOT_TAKEN_RULE)
            String name,

            @Nullable String kind,
            @Nullable String tenant,
            @Valid @Nullable PeriodicRequest rate,
            @Valid @Nullable PeriodicRequest units,
            @Valid @Nullable ConcurrencyRequest concurrency) {

        QuotaRequest quota() {
            return new QuotaRequest(rate, units, concurrency);
        }
    }

    /** @param until until somebody opens it unless given */
    record CloseRequest(
            @Nullable Instant until,

            @NotNull
            @Size(min = 1, max = 500)
            @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE)
            String reason) {}

    record OverrideRequest(
            @NotNull @Min(1) @Max(Quota.MOST) Long permits,
            @NotNull Instant until,

            @Size(max = 500) @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE) @Nullable
            String reason) {}

    @GetMapping(path = "/v1/limits", produces = APPLICATION_JSON_VALUE)
    public Page<LimitView> list(Caller caller, Query query) {
        var after = query.knowing(Paging.PARAMETERS).one("page_token");
        if (after != null && !after.matches(LimitName.PATTERN)) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        int size = Paging.size(query.one("page_size"));
        var page = Page.of(limits.page(after, size + 1), size, Limit::name);
        var held = limits.held(page.data().stream().map(Limit::name).toList());
        return page.map(limit -> LimitView.of(limit, held.getOrDefault(limit.name(), 0L)));
    }

    @GetMapping(path = "/v1/limits/{name}", produces = APPLICATION_JSON_VALUE)
    public LimitView limit(Caller caller, @PathVariable String name) {
        return limits.find(name)
                .map(limit -> LimitView.of(limit, limits.held(List.of(name)).getOrDefault(name, 0L)))
                .orElseThrow(() -> noSuchLimit(name));
    }

    @PostMapping(path = "/v1/limits", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<LimitView> create(Caller caller, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), CreateRequest.class));
        var broken = new ArrayList<>(request.quota().violations());
        var tenant = scopes.read(request.kind, request.tenant, broken);
        Refusal.ifAny(broken);
        var limit = new NewLimit(request.name, request.quota().quota(), request.kind, tenant);
        if (!limits.create(limit)) {
            throw new Refusal(Problem.of(
                    409,
                    "limit_exists",
                    "There is a limit or a budget of this name",
                    "Limits and budgets share their names. Change the one there is with PUT, or choose another name."));
        }
        return ResponseEntity.status(HttpStatus.CREATED).body(changed(caller, request.name));
    }

    /** Another quota for the same jobs. It holds for what waits. */
    @PutMapping(path = "/v1/limits/{name}", produces = APPLICATION_JSON_VALUE)
    public LimitView change(Caller caller, @PathVariable String name, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), QuotaRequest.class));
        Refusal.ifAny(request.violations());
        return changed(caller, name, limits.change(name, request.quota()));
    }

    @DeleteMapping(path = "/v1/limits/{name}")
    public ResponseEntity<Void> delete(Caller caller, @PathVariable String name) {
        if (!limits.delete(name)) {
            throw noSuchLimit(name);
        }
        dispatching.nudgeAll();
        return ResponseEntity.noContent().build();
    }

    @PostMapping(path = "/v1/limits/{name}/close", produces = APPLICATION_JSON_VALUE)
    public LimitView close(Caller caller, @PathVariable String name, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), CloseRequest.class));
        var until = request.until == null ? Limit.FOR_GOOD : inTime(request.until);
        return changed(
                caller,
                name,
                limits.close(name, until, request.reason, caller.tenant().name()));
    }

    /** To reopen an open one is to reopen. */
    @PostMapping(path = "/v1/limits/{name}/reopen", produces = APPLICATION_JSON_VALUE)
    public LimitView reopen(Caller caller, @PathVariable String name) {
        return changed(caller, name, limits.reopen(name));
    }

    @PostMapping(path = "/v1/limits/{name}/override", produces = APPLICATION_JSON_VALUE)
    public LimitView override(Caller caller, @PathVariable String name, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), OverrideRequest.class));
        var interim = new Limit.Interim(request.permits, inTime(request.until), request.reason);
        return changed(caller, name, limits.override(name, interim));
    }

    @DeleteMapping(path = "/v1/limits/{name}/override", produces = APPLICATION_JSON_VALUE)
    public LimitView endOverride(Caller caller, @PathVariable String name) {
        return changed(caller, name, limits.override(name, null));
    }

    private Instant inTime(Instant until) {
        if (!until.isAfter(clock.instant()) || until.isAfter(Limit.FOR_GOOD)) {
            throw new Refusal(Problem.invalid(new Violation("/until", "must lie in the future")));
        }
        return until;
    }

    private LimitView changed(Caller caller, String name, boolean found) {
        if (!found) {
            throw noSuchLimit(name);
        }
        return changed(caller, name);
    }

    private LimitView changed(Caller caller, String name) {
        dispatching.nudgeAll();
        return limit(caller, name);
    }

    private static Refusal noSuchLimit(String name) {
        return new Refusal(Problem.of(
                404,
                "limit_not_found",
                "There is no such limit",
                name.matches(LimitName.PATTERN)
                        ? "No limit has the name " + name + "."
                        : "A limit's name " + LimitName.RULE + "."));
    }
}
