package io.penstock.api.pause;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kinds;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.pause.Pause;
import io.penstock.db.pause.Pause.Scope;
import io.penstock.db.pause.Pauses;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.dispatcher.Dispatching;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Holding back what waits, and letting it go on. Pauses are the whole installation's: every key may see them. */
@RestController
public final class PauseController {

    /** Of anything that can be paused. */
    private static final String NAME = "[a-z0-9][a-z0-9._:-]*";

    private final Pauses pauses;
    private final Limits limits;
    private final Tenants tenants;
    private final Kinds kinds;
    private final Dispatching dispatching;
    private final InstantSource clock;

    public PauseController(
            Pauses pauses, Limits limits, Tenants tenants, Kinds kinds, Dispatching dispatching, InstantSource clock) {
        this.pauses = pauses;
        this.limits = limits;
        this.tenants = tenants;
        this.kinds = kinds;
        this.dispatching = dispatching;
        this.clock = clock;
    }

    @GetMapping(path = "/v1/pauses", produces = APPLICATION_JSON_VALUE)
    public Page<PauseView> list(Caller caller, Query query) {
        var after = after(query.knowing(Paging.PARAMETERS).one("page_token"));
        int size = Paging.size(query.one("page_size"));
        return Page.of(pauses.page(after, size + 1), size, last -> token(last.key()))
                .map(PauseView::of);
    }

    @GetMapping(path = "/v1/pauses/{scope}/{name}", produces = APPLICATION_JSON_VALUE)
    public PauseView pause(Caller caller, @PathVariable String scope, @PathVariable String name) {
        return key(scope, name).flatMap(pauses::find).map(PauseView::of).orElseThrow(PauseController::notPaused);
    }

    /** What is paused already has another end, and another reason. */
    @PostMapping(path = "/v1/pauses", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<PauseView> pause(Caller caller, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), PauseRequest.class));
        var key = request.key().orElseThrow(() -> refused("", "must have exactly one of kind, lane, tenant and limit"));
        unlessKnown(key);
        var until = request.until() == null ? Limit.FOR_GOOD : inTime(request.until());
        if (!pauses.pause(key, until, request.reason(), caller.tenant().name())) {
            throw unknown(key);
        }
        dispatching.nudgeAll();
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(pauses.find(key).map(PauseView::of).orElseThrow(PauseController::notPaused));
    }

    @DeleteMapping(path = "/v1/pauses/{scope}/{name}")
    public ResponseEntity<Void> resume(Caller caller, @PathVariable String scope, @PathVariable String name) {
        if (!key(scope, name).map(pauses::resume).orElse(false)) {
            throw notPaused();
        }
        dispatching.nudgeAll();
        return ResponseEntity.noContent().build();
    }

    private void unlessKnown(Pause.Key key) {
        boolean known = key.name().matches(NAME)
                && switch (key.scope()) {
                    case KIND -> kinds.find(key.name()).isPresent();
                    case LANE -> Lane.find(key.name()).isPresent();
                    case LIMIT -> limits.find(key.name()).isPresent();
                    case TENANT -> tenants.find(key.name()).isPresent();
                };
        if (!known) {
            throw unknown(key);
        }
    }

    private Instant inTime(Instant until) {
        if (!until.isAfter(clock.instant()) || until.isAfter(Limit.FOR_GOOD)) {
            throw refused("/until", "must lie in the future");
        }
        return until;
    }

    private static Optional<Pause.Key> key(String scope, String name) {
        return name.matches(NAME) ? Scope.find(scope).map(s -> new Pause.Key(s, name)) : Optional.empty();
    }

    private static String token(Pause.Key key) {
        return key.scope().label() + ":" + key.name();
    }

    private static Pause.@Nullable Key after(@Nullable String token) {
        if (token == null) {
            return null;
        }
        int colon = token.indexOf(':');
        return key(token.substring(0, Math.max(colon, 0)), token.substring(colon + 1))
                .orElseThrow(() -> Query.refused("page_token", "is not a token of this list"));
    }

    private static Refusal unknown(Pause.Key key) {
        return refused(
                "/" + key.scope().label(),
                switch (key.scope()) {
                    case KIND -> "is not a known kind; see /v1/kinds";
                    case LANE -> "is not the name of a lane";
                    case LIMIT -> "is not the name of a limit; see /v1/limits";
                    case TENANT -> "is not the name of a tenant";
                });
    }

    private static Refusal refused(String pointer, String rule) {
        return new Refusal(Problem.invalid(new Violation(pointer, rule)));
    }

    private static Refusal notPaused() {
        return new Refusal(
                Problem.of(404, "pause_not_found", "There is no such pause", "Nothing of this name is paused."));
    }
}
