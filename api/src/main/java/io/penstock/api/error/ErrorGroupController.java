package io.penstock.api.error;

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
import io.penstock.db.error.ErrorGroup;
import io.penstock.db.error.ErrorGroup.State;
import io.penstock.db.error.ErrorGroups;
import io.penstock.db.error.ErrorGroups.Position;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.JobId;
import io.penstock.db.request.TextRules;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What fails, as the jobs of the caller's tenant have it, and for who runs the installation, as those of all have it. What people decide of
 * a group holds for all.
 */
@RestController
public final class ErrorGroupController {

    private static final int MOST_TENANTS = 100;
    private static final int SAMPLE = 10;

    private final ErrorGroups groups;

    public ErrorGroupController(ErrorGroups groups) {
        this.groups = groups;
    }

    record Decision(
            @NotNull
            @Size(max = 500)
            @Pattern(regexp = ".*\\S.*", message = "must say why")
            @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE)
            String reason) {}

    /** Those last seen first. */
    @GetMapping(path = "/v1/error-groups", produces = APPLICATION_JSON_VALUE)
    public Page<ErrorGroupView> list(Caller caller, Query query) {
        query.knowing(Set.of("state", "kind", "page_size", "page_token"));
        var states = query.anyOf("state", State.values(), State::label);
        var paging = Paging.of(
                query,
                "error-groups",
                states.stream().map(State::label).sorted().toList(),
                query.kind());
        var found = groups.page(whose(caller), states, query.kind(), position(paging.olderThan()), paging.look());
        return paging.page(found, ErrorGroupController::place).map(ErrorGroupView::of);
    }

    @GetMapping(path = "/v1/error-groups/{id}", produces = APPLICATION_JSON_VALUE)
    public ErrorGroupView group(Caller caller, @PathVariable String id, Query query) {
        return view(caller, id(id), query.knowing(Set.of("since")).time("since"));
    }

    /** As it is, for the audit too. */
    public ErrorGroupView group(Caller caller, String id) {
        return view(caller, id(id), null);
    }

    @PostMapping(path = "/v1/error-groups/{id}/resolve", produces = APPLICATION_JSON_VALUE)
    public ErrorGroupView resolve(Caller caller, @PathVariable String id, JsonBody body) {
        return decide(caller, id, State.RESOLVED, body);
    }

    @PostMapping(path = "/v1/error-groups/{id}/ignore", produces = APPLICATION_JSON_VALUE)
    public ErrorGroupView ignore(Caller caller, @PathVariable String id, JsonBody body) {
        return decide(caller, id, State.IGNORED, body);
    }

    @PostMapping(path = "/v1/error-groups/{id}/reopen", produces = APPLICATION_JSON_VALUE)
    public ErrorGroupView reopen(Caller caller, @PathVariable String id, JsonBody body) {
        return decide(caller, id, State.OPEN, body);
    }

    private ErrorGroupView decide(Caller caller, String id, State state, JsonBody body) {
        var group = id(id);
        var decision = Refusal.unlessValid(Json.read(body.json(), Decision.class));
        if (!groups.decide(group, state, decision.reason)) {
            throw noSuchGroup(group);
        }
        return view(caller, group, null);
    }

    private ErrorGroupView view(Caller caller, ErrorGroupId id, @Nullable Instant since) {
        var whose = whose(caller);
        var group = groups.find(whose, id).orElseThrow(() -> noSuchGroup(id));
        return ErrorGroupView.of(group)
                .with(
                        groups.hours(whose, id, since),
                        groups.tenants(whose, id, MOST_TENANTS),
                        groups.sample(whose, id, SAMPLE).stream()
                                .map(JobId::toString)
                                .toList());
    }

    /** Null for all tenants. */
    private static @Nullable Integer whose(Caller caller) {
        return caller.grant().fleet() ? null : (Integer) caller.tenantId();
    }

    /** Where a group stands in the list, as a token of a page can carry it. */
    private static UUID place(ErrorGroup group) {
        return new UUID(
                ChronoUnit.MICROS.between(Instant.EPOCH, group.lastSeen()),
                HexFormat.fromHexDigitsToLong(group.id().fingerprint()));
    }

    private static @Nullable Position position(@Nullable UUID place) {
        return place == null
                ? null
                : new Position(
                        Instant.EPOCH.plus(place.getMostSignificantBits(), ChronoUnit.MICROS),
                        new ErrorGroupId(HexFormat.of().toHexDigits(place.getLeastSignificantBits())));
    }

    private static ErrorGroupId id(String text) {
        return ErrorGroupId.parse(text)
                .orElseThrow(() -> new Refusal(Problem.invalid(
                        new Violation("/id", "must be an error group's id: err_ and 16 hexadecimal digits"))));
    }

    private static Refusal noSuchGroup(ErrorGroupId id) {
        return new Refusal(Problem.of(
                404,
                "error_group_not_found",
                "There is no such error group",
                "No job has failed with " + id + ", or it is not counted yet, or was long ago."));
    }
}
