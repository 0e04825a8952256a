package io.penstock.api.bulk;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Sha256;
import io.penstock.catalog.json.Violation;
import io.penstock.db.bulk.BulkId;
import io.penstock.db.bulk.BulkOperation;
import io.penstock.db.bulk.BulkOperation.State;
import io.penstock.db.bulk.BulkOperations;
import io.penstock.db.bulk.BulkOperations.Confirmed;
import io.penstock.db.bulk.BulkOperations.Item;
import io.penstock.db.bulk.ItemOutcome;
import io.penstock.db.bulk.Plans;
import io.penstock.db.bulk.Plans.Asked;
import io.penstock.db.bulk.Plans.Planned;
import io.penstock.db.request.BulkRequest;
import io.penstock.db.request.TextRules;
import io.penstock.db.tenant.Tenants;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Something that is done to many jobs: of the caller's tenant, and for who runs the installation, of all. */
@RestController
public final class BulkController {

    private static final String DRY_RUN = "dry_run";
    private static final String TOKEN = "confirm_token";

    private final Plans plans;
    private final BulkOperations operations;
    private final Tenants tenants;

    public BulkController(Plans plans, BulkOperations operations, Tenants tenants) {
        this.plans = plans;
        this.operations = operations;
        this.tenants = tenants;
    }

    /** How a request is meant. */
    private record Mode(@Nullable Boolean dryRun, @Nullable String confirmToken) {}

    private record Why(
            @Size(max = 500) @Pattern(regexp = TextRules.LINES, message = TextRules.LINES_RULE) @Nullable
            String reason) {}

    /** @param detail a word that says why it was skipped or failed */
    record ItemView(String job, String outcome, @Nullable String detail) {
        static ItemView of(Item item) {
            var detail = item.outcome().detail();
            return new ItemView(item.job().toString(), item.outcome().kind().label(), detail.isEmpty() ? null : detail);
        }
    }

    /** Plans it, and begins what was planned when the plan's token is given. */
    @PostMapping(path = "/v1/bulk-operations", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<BulkView> ask(Caller caller, JsonBody body) {
        if (!(body.json() instanceof ObjectNode whole)) {
            throw new Refusal(Problem.invalid(new Violation("", "must be an object")));
        }
        var said = whole.deepCopy();
        var marks = Json.mapper().createObjectNode();
        marks.set(DRY_RUN, said.remove(DRY_RUN));
        marks.set(TOKEN, said.remove(TOKEN));
        var mode = Refusal.unlessValid(Json.read(marks, Mode.class));
        boolean dry = Boolean.TRUE.equals(mode.dryRun);
        if (mode.confirmToken == null && !dry) {
            throw new Refusal(
                    Problem.invalid(
                            new Violation(
                                    "/" + TOKEN,
                                    "must be given: send the same with \"dry_run\": true, look at the answer, and take it from there")));
        }
        if (mode.confirmToken != null && dry) {
            throw new Refusal(Problem.invalid(new Violation("/" + TOKEN, "must not be given with dry_run")));
        }
        return mode.confirmToken == null ? plan(caller, said) : confirm(caller, mode.confirmToken, said);
    }

    private ResponseEntity<BulkView> plan(Caller caller, ObjectNode said) {
        var request = Refusal.unlessValid(Json.read(said, BulkRequest.class));
        var token = "cnf_" + UUID.randomUUID().toString().replace("-", "");
        var planned = plans.plan(new Asked(
                caller.tenantId(),
                whose(caller, request.filter().tenant()),
                caller.grant().key().toString(),
                request,
                Json.write(said),
                Sha256.ofCanonical(said),
                Sha256.of(token)));
        return switch (planned) {
            case Planned.Made(var id) ->
                ResponseEntity.created(URI.create("/v1/bulk-operations/" + id))
                        .body(BulkView.planned(operations.find(null, id).orElseThrow(), token));
            case Planned.TooMany tooMany ->
                throw new Refusal(Problem.invalid(new Violation(
                        "/filter", "matches more than " + BulkRequest.MOST + " jobs: narrow it, or give max")));
        };
    }

    /** Null for those of all tenants. */
    private @Nullable Integer whose(Caller caller, @Nullable String tenant) {
        if (tenant == null) {
            return caller.grant().fleet() ? null : (Integer) caller.tenantId();
        }
        if (!caller.grant().fleet() && !tenant.equals(caller.tenant().name())) {
            throw new Refusal(Problem.invalid(new Violation("/filter/tenant", "must be your own tenant")));
        }
        return tenants.find(tenant)
                .orElseThrow(() ->
                        new Refusal(Problem.invalid(new Violation("/filter/tenant", "must be the name of a tenant"))))
                .id();
    }

    private ResponseEntity<BulkView> confirm(Caller caller, String token, ObjectNode said) {
        var hash = said.isEmpty() ? null : Sha256.ofCanonical(said);
        return switch (operations.confirm(caller.tenantId(), Sha256.of(token), hash)) {
            case Confirmed.Begun(var operation) -> accepted(operation);
            case Confirmed.Again(var operation) -> accepted(operation);
            case Confirmed.UnknownToken no ->
                throw new Refusal(Problem.invalid(
                        new Violation("/" + TOKEN, "is not the token of a plan of yours: plan anew with dry_run")));
            case Confirmed.Differs(var operation) ->
                throw new Refusal(Problem.of(
                        422,
                        "plan_differs",
                        "Something else was planned",
                        "The token confirms " + operation.id()
                                + " as it was planned. Send what was planned, or the token alone, or plan anew."));
            case Confirmed.TooLate(var operation) ->
                throw conflict(
                        "plan_expired",
                        "The plan is too old",
                        operation.id() + " could be confirmed until " + operation.confirmBy()
                                + ". Plan anew with dry_run.");
            case Confirmed.Aborted(var operation) ->
                throw conflict(
                        "not_possible",
                        "The operation was aborted",
                        operation.id() + " was aborted. Plan anew with dry_run.");
        };
    }

    private static ResponseEntity<BulkView> accepted(BulkOperation operation) {
        return ResponseEntity.accepted()
                .location(URI.create("/v1/bulk-operations/" + operation.id()))
                .body(BulkView.of(operation));
    }

    @GetMapping(path = "/v1/bulk-operations", produces = APPLICATION_JSON_VALUE)
    public Page<BulkView> list(Caller caller, Query query) {
        query.knowing(Set.of("state", "page_size", "page_token"));
        var states = query.anyOf("state", State.values(), State::label);
        var paging = Paging.of(
                query,
                "bulk-operations",
                states.stream().map(State::label).sorted().toList());
        var found = operations.page(seen(caller), states, paging.olderThan(), paging.look());
        return paging.page(found, operation -> operation.id().uuid()).map(BulkView::inList);
    }

    @GetMapping(path = "/v1/bulk-operations/{id}", produces = APPLICATION_JSON_VALUE)
    public BulkView operation(Caller caller, @PathVariable String id) {
        return BulkView.of(find(caller, id(id)));
    }

    @GetMapping(path = "/v1/bulk-operations/{id}/items", produces = APPLICATION_JSON_VALUE)
    public Page<ItemView> items(Caller caller, @PathVariable String id, Query query) {
        var operation = find(caller, id(id)).id();
        query.knowing(Set.of("outcome", "page_size", "page_token"));
        var outcomes = query.anyOf("outcome", ItemOutcome.Kind.values(), ItemOutcome.Kind::label);
        if (outcomes.size() > 1) {
            throw Query.refused("outcome", "must be one");
        }
        var outcome = outcomes.stream().findFirst();
        var paging = Paging.of(
                query,
                "bulk-items",
                operation.toString(),
                outcome.map(ItemOutcome.Kind::label).orElse(""));
        var from = Optional.ofNullable(paging.olderThan()).orElse(new UUID(0, 0));
        var found = operations.items(
                operation,
                outcome.orElse(null),
                (int) from.getMostSignificantBits(),
                (int) from.getLeastSignificantBits(),
                paging.look());
        return paging.page(found, item -> new UUID(item.chunk(), item.place())).map(ItemView::of);
    }

    @PostMapping(path = "/v1/bulk-operations/{id}/pause", produces = APPLICATION_JSON_VALUE)
    public BulkView pause(Caller caller, @PathVariable String id, Optional<JsonBody> why) {
        check(why);
        return changed(caller, id(id), operations.pause(seen(caller), id(id)), "be paused: it does not run");
    }

    @PostMapping(path = "/v1/bulk-operations/{id}/resume", produces = APPLICATION_JSON_VALUE)
    public BulkView resume(Caller caller, @PathVariable String id, Optional<JsonBody> why) {
        check(why);
        return changed(caller, id(id), operations.resume(seen(caller), id(id)), "be resumed: it is not paused");
    }

    @PostMapping(path = "/v1/bulk-operations/{id}/abort", produces = APPLICATION_JSON_VALUE)
    public BulkView abort(Caller caller, @PathVariable String id, Optional<JsonBody> why) {
        check(why);
        return changed(caller, id(id), operations.abort(seen(caller), id(id)), "be aborted: it has ended");
    }

    /** The audit takes it from there. */
    private static void check(Optional<JsonBody> why) {
        why.ifPresent(body -> Refusal.unlessValid(Json.read(body.json(), Why.class)));
    }

    private BulkView changed(Caller caller, BulkId id, boolean changed, String not) {
        var operation = find(caller, id);
        if (!changed) {
            throw conflict(
                    "not_possible",
                    "The operation is " + operation.state().label(),
                    operation.id() + " cannot " + not + ".");
        }
        return BulkView.of(operation);
    }

    private BulkOperation find(Caller caller, BulkId id) {
        return operations
                .find(seen(caller), id)
                .orElseThrow(() -> new Refusal(Problem.of(
                        404,
                        "bulk_operation_not_found",
                        "There is no such operation",
                        "No bulk operation of yours has the id " + id + ", or it ended long ago.")));
    }

    /** Null for those that any tenant asked for. */
    private static @Nullable Integer seen(Caller caller) {
        return caller.grant().fleet() ? null : (Integer) caller.tenantId();
    }

    private static BulkId id(String text) {
        return BulkId.parse(text)
                .orElseThrow(() -> new Refusal(Problem.invalid(
                        new Violation("/id", "must be a bulk operation's id: blk_ and 32 hexadecimal digits"))));
    }

    private static Refusal conflict(String code, String title, String detail) {
        return new Refusal(Problem.of(409, code, title, detail));
    }
}
