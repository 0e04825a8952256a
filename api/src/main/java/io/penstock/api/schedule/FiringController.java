package io.penstock.api.schedule;

import static io.penstock.api.schedule.NoSuchSchedule.unlessName;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.RequestKeys;
import io.penstock.catalog.json.Violation;
import io.penstock.db.schedule.Firing;
import io.penstock.db.schedule.Firings;
import io.penstock.db.schedule.Schedule;
import io.penstock.db.schedule.Schedules;
import io.penstock.db.schedule.Triggered;
import io.penstock.db.schedule.Triggers;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** What schedules of the caller's tenant have fired and why they have not, and firing one at once. */
@RestController
public final class FiringController {

    private static final String STATE = "state";
    private static final int MOST_REASONS = 100;

    private final Schedules schedules;
    private final Firings firings;
    private final Triggers triggers;
    private final InstantSource clock;

    public FiringController(Schedules schedules, Firings firings, Triggers triggers, InstantSource clock) {
        this.schedules = schedules;
        this.firings = firings;
        this.triggers = triggers;
        this.clock = clock;
    }

    /** Whatever else is under way. The plan stays as it is. */
    @PostMapping(path = "/v1/schedules/{name}/trigger", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<FiringView> trigger(
            Caller caller,
            @PathVariable String name,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var checked = key == null ? null : RequestKeys.checked(key);
        return switch (triggers.trigger(caller.tenantId(), unlessName(name), checked)) {
            case Triggered.Done(var firing) -> ResponseEntity.accepted().body(FiringView.of(firing));
            case Triggered.Repeated(var firing) ->
                ResponseEntity.accepted().header("Idempotency-Replayed", "true").body(FiringView.of(firing));
            case Triggered.Invalid(var violations) -> throw new Refusal(invalid(violations));
            case Triggered.NotFound nothing -> throw NoSuchSchedule.named(name);
        };
    }

    /** The newest first. */
    @GetMapping(path = "/v1/schedules/{name}/firings", produces = APPLICATION_JSON_VALUE)
    public Page<FiringView> list(Caller caller, @PathVariable String name, Query query) {
        var known = new HashSet<>(Paging.PARAMETERS);
        known.add(STATE);
        var states = states(query.knowing(known).all(STATE));
        var schedule = find(caller, name);
        var paging = Paging.of(
                query,
                "firings",
                schedule.id(),
                states.stream().map(Firing.State::label).sorted().toList());
        return paging.page(
                        firings.page(schedule.id(), states, paging.olderThan(), paging.look()),
                        firing -> firing.id().uuid())
                .map(FiringView::of);
    }

    /** Why it does not fire now. */
    @GetMapping(path = "/v1/schedules/{name}/explain", produces = APPLICATION_JSON_VALUE)
    public ScheduleExplanation explain(Caller caller, @PathVariable String name) {
        var schedule = find(caller, name);
        return ScheduleExplanation.of(
                schedule,
                firings.waiting(schedule.id()).orElse(null),
                firings.unfinished(schedule.id(), MOST_REASONS),
                clock.instant());
    }

    private static Set<Firing.State> states(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(FiringController::state)
                .collect(Collectors.toSet());
    }

    private static Firing.State state(String label) {
        return Arrays.stream(Firing.State.values())
                .filter(state -> state.label().equals(label))
                .findFirst()
                .orElseThrow(() -> Query.refused(STATE, "must be one of waiting, fired, skipped, failed"));
    }

    private static Problem invalid(List<Violation> violations) {
        return Problem.of(
                        409,
                        "target_invalid",
                        "The target is not valid any more",
                        "errors says what is wrong with it by now. Nothing was submitted.")
                .at(violations.stream()
                        .map(violation -> violation.under("/target"))
                        .toList());
    }

    private Schedule find(Caller caller, String name) {
        return schedules.find(caller.tenantId(), unlessName(name)).orElseThrow(() -> NoSuchSchedule.named(name));
    }
}
