package io.penstock.api.schedule;

import static io.penstock.api.schedule.NoSuchSchedule.unlessName;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.db.schedule.Changed;
import io.penstock.db.schedule.Firings;
import io.penstock.db.schedule.Schedule;
import io.penstock.db.schedule.Schedules;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** The schedules of the caller's tenant. */
@RestController
public final class ScheduleController {

    private final ScheduleRequests requests;
    private final Schedules schedules;
    private final Firings firings;
    private final InstantSource clock;

    public ScheduleController(ScheduleRequests requests, Schedules schedules, Firings firings, InstantSource clock) {
        this.requests = requests;
        this.schedules = schedules;
        this.firings = firings;
        this.clock = clock;
    }

    @PostMapping(path = "/v1/schedules", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<ScheduleView> create(Caller caller, JsonBody body) {
        var asked = requests.create(caller, body.json());
        var schedule = schedules
                .create(caller.tenantId(), asked.name(), asked.definition())
                .orElseThrow(() -> new Refusal(Problem.of(
                        409,
                        "schedule_exists",
                        "There is a schedule of this name",
                        "Change the one there is with PUT, or choose another name.")));
        return ResponseEntity.created(URI.create("/v1/schedules/" + schedule.name()))
                .body(ScheduleView.of(caller, schedule, null));
    }

    @GetMapping(path = "/v1/schedules", produces = APPLICATION_JSON_VALUE)
    public Page<ScheduleView> list(Caller caller, Query query) {
        var after = query.knowing(Paging.PARAMETERS).one("page_token");
        if (after != null && !after.matches(Schedule.NAME)) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        int size = Paging.size(query.one("page_size"));
        var page = Page.of(schedules.page(caller.tenantId(), after, size + 1), size, Schedule::name);
        var last = firings.last(page.data().stream().map(Schedule::id).toList());
        return page.map(schedule -> ScheduleView.of(caller, schedule, last.get(schedule.id())));
    }

    @GetMapping(path = "/v1/schedules/{name}", produces = APPLICATION_JSON_VALUE)
    public ScheduleView schedule(Caller caller, @PathVariable String name) {
        return view(caller, find(caller, name));
    }

    /** Defines it anew: what is not said has its default again. */
    @PutMapping(path = "/v1/schedules/{name}", produces = APPLICATION_JSON_VALUE)
    public ScheduleView change(Caller caller, @PathVariable String name, JsonBody body) {
        var asked = requests.change(caller, unlessName(name), body.json());
        return view(caller, name, schedules.change(caller.tenantId(), name, asked.version(), asked.definition()));
    }

    @DeleteMapping(path = "/v1/schedules/{name}")
    public ResponseEntity<Void> delete(Caller caller, @PathVariable String name) {
        if (!schedules.delete(caller.tenantId(), unlessName(name))) {
            throw NoSuchSchedule.named(name);
        }
        return ResponseEntity.noContent().build();
    }

    @PostMapping(path = "/v1/schedules/{name}/pause", produces = APPLICATION_JSON_VALUE)
    public ScheduleView pause(Caller caller, @PathVariable String name) {
        return view(caller, name, schedules.pause(caller.tenantId(), unlessName(name)));
    }

    @PostMapping(path = "/v1/schedules/{name}/resume", produces = APPLICATION_JSON_VALUE)
    public ScheduleView resume(Caller caller, @PathVariable String name) {
        return view(caller, name, schedules.resume(caller.tenantId(), unlessName(name)));
    }

    @GetMapping(path = "/v1/schedules/{name}/preview", produces = APPLICATION_JSON_VALUE)
    public PreviewView preview(Caller caller, @PathVariable String name) {
        return PreviewView.of(find(caller, name), clock.instant());
    }

    /** Of times that are not stored. */
    @PostMapping(path = "/v1/schedules/preview", produces = APPLICATION_JSON_VALUE)
    public PreviewView preview(Caller caller, JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), TimesRequest.class));
        var now = clock.instant();
        Refusal.ifAny(request.violations(now));
        return PreviewView.of(request, now);
    }

    private Schedule find(Caller caller, String name) {
        return schedules.find(caller.tenantId(), unlessName(name)).orElseThrow(() -> NoSuchSchedule.named(name));
    }

    private ScheduleView view(Caller caller, String name, Changed changed) {
        return switch (changed) {
            case Changed.Done(var schedule) -> view(caller, schedule);
            case Changed.NotFound nothing -> throw NoSuchSchedule.named(name);
            case Changed.Outdated(int version) ->
                throw new Refusal(Problem.of(
                        409,
                        "schedule_changed",
                        "The schedule was changed meanwhile",
                        "It has version " + version + " now. Read it again, and change that."));
        };
    }

    private ScheduleView view(Caller caller, Schedule schedule) {
        return ScheduleView.of(
                caller, schedule, firings.last(List.of(schedule.id())).get(schedule.id()));
    }
}
