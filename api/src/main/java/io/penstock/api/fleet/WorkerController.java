package io.penstock.api.fleet;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.fleet.WorkerView.ClaimedJobView;
import io.penstock.api.inspect.Ids;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.db.claim.ClaimedJobs;
import io.penstock.db.fleet.Worker;
import io.penstock.db.fleet.Worker.State;
import io.penstock.db.fleet.Workers;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The workers of the installation, for who runs it: their jobs are those of all tenants. */
@RestController
public final class WorkerController {

    private static final int LONGEST = 10;

    /** After a deployment those that stopped are as many again, and nobody's concern. */
    private static final Set<State> USUAL = EnumSet.complementOf(EnumSet.of(State.STOPPED));

    private final Workers workers;
    private final ClaimedJobs claimed;

    public WorkerController(Workers workers, ClaimedJobs claimed) {
        this.workers = workers;
        this.claimed = claimed;
    }

    @GetMapping(path = "/v1/workers", produces = APPLICATION_JSON_VALUE)
    public Page<WorkerView> workers(Caller caller, Query query) {
        query.knowing(Set.of("state", "lane", "page_size", "page_token"));
        var states = query.anyOf("state", State.values(), State::label);
        var lane = query.lane();
        var paging = Paging.of(
                query,
                "workers",
                states.stream().map(State::label).sorted().toList(),
                lane == null ? null : lane.label());
        var found = workers.page(states.isEmpty() ? USUAL : states, lane, before(paging.olderThan()), paging.look());
        return paging.page(found, WorkerController::place).map(WorkerView::of);
    }

    @GetMapping(path = "/v1/workers/{id}", produces = APPLICATION_JSON_VALUE)
    public WorkerView worker(Caller caller, @PathVariable String id) {
        var worker = find(Ids.worker(id));
        return WorkerView.of(worker, claimed.longest(worker.id(), LONGEST));
    }

    @GetMapping(path = "/v1/workers/{id}/jobs", produces = APPLICATION_JSON_VALUE)
    public Page<ClaimedJobView> jobs(Caller caller, @PathVariable String id, Query query) {
        int worker = Ids.worker(id);
        var paging = Paging.of(query.knowing(Paging.PARAMETERS), "jobs of a worker", worker);
        var found = claimed.page(find(worker).id(), paging.olderThan(), paging.look());
        return paging.page(found, job -> job.id().uuid()).map(ClaimedJobView::of);
    }

    private Worker find(int id) {
        return workers.find(id)
                .orElseThrow(() -> new Refusal(Problem.of(
                        404,
                        "worker_not_found",
                        "There is no such worker",
                        "No worker has the id " + Ids.worker(id) + ", or it went more than a day ago.")));
    }

    /** Where a worker stands in the list, as a token of a page can carry it. */
    private static UUID place(Worker worker) {
        return new UUID(0, worker.id());
    }

    private static @Nullable Integer before(@Nullable UUID place) {
        return place == null ? null : (Integer) (int) place.getLeastSignificantBits();
    }
}
