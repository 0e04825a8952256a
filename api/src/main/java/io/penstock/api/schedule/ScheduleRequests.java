package io.penstock.api.schedule;

import io.penstock.api.analysis.SourceCheck;
import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.request.AnalysisRequest;
import io.penstock.db.schedule.CatchUp;
import io.penstock.db.schedule.Definition;
import io.penstock.db.schedule.Targets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns what a client says of a schedule into its definition, or refuses it with all that is wrong. */
public final class ScheduleRequests {

    private final Targets targets;
    private final SourceCheck sources;
    private final InstantSource clock;

    public ScheduleRequests(Targets targets, SourceCheck sources, InstantSource clock) {
        this.targets = targets;
        this.sources = sources;
        this.clock = clock;
    }

    /** @param version of the one to be changed, as the client has seen it */
    record Asked(String name, @Nullable Integer version, Definition definition) {}

    Asked create(Caller caller, JsonNode json) {
        var request = Refusal.unlessValid(Json.read(json, ScheduleRequest.class));
        var broken = new ArrayList<Violation>();
        if (request.name() == null) {
            broken.add(new Violation("/name", "must not be null"));
        }
        if (request.version() != null) {
            broken.add(new Violation("/version", "is for changing a schedule"));
        }
        return read(caller, String.valueOf(request.name()), request, broken);
    }

    Asked change(Caller caller, String name, JsonNode json) {
        var request = Refusal.unlessValid(Json.read(json, ScheduleRequest.class));
        var broken = new ArrayList<Violation>();
        if (request.name() != null && !request.name().equals(name)) {
            broken.add(new Violation("/name", "must be that of the path, as names do not change"));
        }
        return read(caller, name, request, broken);
    }

    private Asked read(Caller caller, String name, ScheduleRequest request, List<Violation> broken) {
        var now = clock.instant();
        broken.addAll(request.times().violations(now));
        if (request.maxCatchUp() != null && request.catchUpOrLatest() != CatchUp.ALL) {
            broken.add(new Violation("/max_catch_up", "is for catch_up all"));
        }
        var target = targets.check(caller.tenantId(), request.target());
        if (target instanceof Read.Invalid<String> invalid) {
            invalid.violations().forEach(violation -> broken.add(violation.under("/target")));
        }
        Refusal.ifAny(broken);
        var analysis = request.target().path("analysis");
        if (analysis.isObject()) {
            sources.check(caller.tenantId(), AnalysisRequest.stored(Json.write(analysis)), "/target/analysis");
        }
        return new Asked(name, request.version(), request.definition(now, Refusal.unlessValid(target)));
    }
}
