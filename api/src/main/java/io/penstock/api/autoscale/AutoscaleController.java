package io.penstock.api.autoscale;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.LaneLoad;
import io.penstock.db.fleet.LaneLoads;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What each lane has to carry, as numbers that an autoscaler can read. */
@RestController
public final class AutoscaleController {

    private final LaneLoads loads;

    public AutoscaleController(LaneLoads loads) {
        this.loads = loads;
    }

    public record LaneView(
            String lane,
            int demand,
            int depth,
            boolean depthCapped,
            double oldestAgeSeconds,
            int slots,
            int slotsBusy,
            int workers) {
        static LaneView of(LaneLoad load) {
            return new LaneView(
                    load.lane().label(),
                    load.demand(),
                    load.depth(),
                    load.isCapped(),
                    load.oldest().toMillis() / 1000.0,
                    load.slots(),
                    load.busy(),
                    load.workers());
        }
    }

    public record Page(List<LaneView> data, @Nullable String nextPageToken) {}

    @GetMapping(path = "/v1/autoscale", produces = APPLICATION_JSON_VALUE)
    public Page lanes(Caller caller) {
        return new Page(loads.all().stream().map(LaneView::of).toList(), null);
    }

    @GetMapping(path = "/v1/autoscale/{lane}", produces = APPLICATION_JSON_VALUE)
    public LaneView lane(Caller caller, @PathVariable String lane) {
        return Arrays.stream(Lane.values())
                .filter(known -> known.label().equals(lane))
                .findFirst()
                .map(loads::of)
                .map(LaneView::of)
                .orElseThrow(() -> new Refusal(Problem.of(
                        404, "lane_not_found", "There is no such lane", "See /v1/autoscale for those there are.")));
    }
}
