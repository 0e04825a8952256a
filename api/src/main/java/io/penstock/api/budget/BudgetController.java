package io.penstock.api.budget;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.limit.LimitName;
import io.penstock.api.limit.Scopes;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Kinds;
import io.penstock.db.limit.Budgets;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.dispatcher.Dispatching;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** The budgets there are, and changing them while work waits. They are the whole installation's, as limits are. */
@RestController
public final class BudgetController {

    private final Budgets budgets;
    private final Scopes scopes;
    private final Dispatching dispatching;

    public BudgetController(Limits limits, Tenants tenants, Kinds kinds, Dispatching dispatching) {
        this.budgets = new Budgets(limits);
        this.scopes = new Scopes(tenants, kinds);
        this.dispatching = dispatching;
    }

    record CreateRequest(
            @NotNull
            @Pattern(regexp = LimitName.PATTERN, message = LimitName.RULE)
            @Pattern(regexp = LimitName.NOT_TAKEN, flags = Pattern.Flag.DOTALL, message = LimitName.NOT_TAKEN_RULE)
            String name,

            @Nullable String kind,
            @Nullable String tenant,
            @NotNull BigDecimal amount,

            @NotNull @Pattern(regexp = BudgetRequest.PER, message = BudgetRequest.PER_RULE)
            String per,

            @Nullable BigDecimal soft) {

        BudgetRequest budget() {
            return new BudgetRequest(amount, per, soft);
        }
    }

    @GetMapping(path = "/v1/budgets", produces = APPLICATION_JSON_VALUE)
    public Page<BudgetView> list(Caller caller, Query query) {
        var after = query.knowing(Paging.PARAMETERS).one("page_token");
        if (after != null && !after.matches(LimitName.PATTERN)) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        int size = Paging.size(query.one("page_size"));
        return Page.of(budgets.page(after, size + 1), size, budget -> budget.name())
                .map(BudgetView::of);
    }

    @GetMapping(path = "/v1/budgets/{name}", produces = APPLICATION_JSON_VALUE)
    public BudgetView budget(Caller caller, @PathVariable String name) {
        return BudgetView.of(found(name));
    }

    @PostMapping(path = "/v1/budgets", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<BudgetView> create(Caller caller, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), CreateRequest.class));
        var broken = request.budget().violations();
        var tenant = scopes.read(request.kind, request.tenant, broken);
        Refusal.ifAny(broken);
        if (!budgets.create(request.name, request.budget().budget(), request.kind, tenant)) {
            throw new Refusal(Problem.of(
                    409,
                    "budget_exists",
                    "There is a budget or a limit of this name",
                    "Budgets and limits share their names. Change the one there is with PUT, or choose another name."));
        }
        dispatching.nudgeAll();
        return ResponseEntity.status(HttpStatus.CREATED).body(BudgetView.of(found(request.name)));
    }

    /** Another amount for the same jobs. What was spent stays spent, and it holds for what waits. */
    @PutMapping(path = "/v1/budgets/{name}", produces = APPLICATION_JSON_VALUE)
    public BudgetView change(Caller caller, @PathVariable String name, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), BudgetRequest.class));
        Refusal.ifAny(request.violations());
        if (!budgets.change(name, request.budget())) {
            throw noSuchBudget(name);
        }
        dispatching.nudgeAll();
        return BudgetView.of(found(name));
    }

    @DeleteMapping(path = "/v1/budgets/{name}")
    public ResponseEntity<Void> delete(Caller caller, @PathVariable String name) {
        if (!budgets.delete(name)) {
            throw noSuchBudget(name);
        }
        dispatching.nudgeAll();
        return ResponseEntity.noContent().build();
    }

    private Limit found(String name) {
        return budgets.find(name).orElseThrow(() -> noSuchBudget(name));
    }

    private static Refusal noSuchBudget(String name) {
        return new Refusal(Problem.of(
                404,
                "budget_not_found",
                "There is no such budget",
                name.matches(LimitName.PATTERN)
                        ? "No budget has the name " + name + "."
                        : "A budget's name " + LimitName.RULE + "."));
    }
}
