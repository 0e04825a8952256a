package io.penstock.api.lane;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.LaneLoad;
import io.penstock.db.fleet.LaneLoads;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What each lane has to carry, as numbers that people and autoscalers can read. */
@RestController
public final class LaneController {

    private final LaneLoads loads;

    public LaneController(LaneLoads loads) {
        this.loads = loads;
    }

    public record LaneView(
            String lane,
            int demand,
            int depth,
            boolean depthCapped,
            int onLane,
            int limited,
            double oldestAgeSeconds,
            int slots,
            int slotsBusy,
            int workers,
            double rateIn,
            double rateOut,
            @Nullable Long drainSeconds) {
        static LaneView of(LaneLoad load) {
            return new LaneView(
                    load.lane().label(),
                    load.demand(),
                    load.depth(),
                    load.isCapped(),
                    load.onLane(),
                    load.limited(),
                    load.oldest().toMillis() / 1000.0,
                    load.slots(),
                    load.busy(),
                    load.workers(),
                    load.flow().in(),
                    load.flow().out(),
                    load.isCapped() || load.limited() == LaneLoad.MOST
                            ? null
                            : load.flow()
                                    .drain(load.depth() + load.limited())
                                    .map(Duration::toSeconds)
                                    .orElse(null));
        }
    }

    @GetMapping(path = "/v1/lanes", produces = APPLICATION_JSON_VALUE)
    public Page<LaneView> lanes(Caller caller) {
        return Page.of(loads.all()).map(LaneView::of);
    }

    @GetMapping(path = "/v1/lanes/{lane}", produces = APPLICATION_JSON_VALUE)
    public LaneView lane(Caller caller, @PathVariable String lane) {
        return Lane.find(lane)
                .map(loads::of)
                .map(LaneView::of)
                .orElseThrow(() -> new Refusal(Problem.of(
                        404, "lane_not_found", "There is no such lane", "See /v1/lanes for those there are.")));
    }
}
