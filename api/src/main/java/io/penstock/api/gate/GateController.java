package io.penstock.api.gate;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.limit.LimitName;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.db.gate.GateLoad;
import io.penstock.db.gate.GateLoads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What waits at the gates, of the whole installation, whoever asks. */
@RestController
public final class GateController {

    private static final String ID = "\\d{1,9}";

    private final GateLoads loads;

    public GateController(GateLoads loads) {
        this.loads = loads;
    }

    /** @param drainSeconds when all that waits now will be gone, if it goes on as in the last minute; nothing when it grows */
    record GateView(
            int id,
            String lane,
            List<String> limits,
            boolean keyed,
            int waiting,
            boolean waitingCapped,
            int waitingForKey,
            double oldestAgeSeconds,
            double rateIn,
            double rateOut,
            @Nullable Long drainSeconds) {

        static GateView of(GateLoad load) {
            boolean capped = load.waiting() == GateLoad.MOST;
            return new GateView(
                    load.gate().id(),
                    load.gate().lane().label(),
                    load.gate().limits(),
                    load.gate().keyed(),
                    load.waiting(),
                    capped,
                    load.forOthers(),
                    load.oldest().toMillis() / 1000.0,
                    load.flow().in(),
                    load.flow().out(),
                    capped
                            ? null
                            : load.flow()
                                    .drain(load.waiting())
                                    .map(Duration::toSeconds)
                                    .orElse(null));
        }
    }

    @GetMapping(path = "/v1/gates", produces = APPLICATION_JSON_VALUE)
    public Page<GateView> gates(Caller caller, Query parameters) {
        parameters.knowing(Set.of("lane", "limit", "page_size", "page_token"));
        int size = Paging.size(parameters.one("page_size"));
        var found = loads.page(
                parameters.lane(), limit(parameters.one("limit")), after(parameters.one("page_token")), size + 1);
        return Page.of(found, size, last -> String.valueOf(last.gate().id())).map(GateView::of);
    }

    @GetMapping(path = "/v1/gates/{id}", produces = APPLICATION_JSON_VALUE)
    public GateView gate(Caller caller, @PathVariable String id) {
        return (id.matches(ID) ? loads.find(Integer.parseInt(id)) : Optional.<GateLoad>empty())
                .map(GateView::of)
                .orElseThrow(() -> new Refusal(Problem.of(
                        404,
                        "gate_not_found",
                        "There is no such gate",
                        "See /v1/gates for those at which jobs wait.")));
    }

    /** Gates outlive the limits, so any name will do. */
    private static @Nullable String limit(@Nullable String name) {
        if (name != null && !name.matches(LimitName.PATTERN)) {
            throw Query.refused("limit", "must be the name of a limit");
        }
        return name;
    }

    private static int after(@Nullable String token) {
        if (token == null) {
            return 0;
        }
        if (!token.matches(ID)) {
            throw Query.refused("page_token", "is not the token of a page; take it from next_page_token");
        }
        return Integer.parseInt(token);
    }
}
