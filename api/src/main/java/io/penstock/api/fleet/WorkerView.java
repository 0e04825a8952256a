package io.penstock.api.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.penstock.api.inspect.Ids;
import io.penstock.db.claim.ClaimedJobs.ClaimedJob;
import io.penstock.db.fleet.Worker;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the API shows it.
 *
 * @param jobs those that have run the longest; not in lists
 */
record WorkerView(
        String id,
        String name,
        @Nullable String host,
        @Nullable String version,
        String state,
        Instant since,
        Instant startedAt,
        @Nullable Instant lastHeardAt,
        Instant leaseUntil,
        int slots,
        int slotsBusy,
        List<OnLaneView> lanes,
        @JsonInclude(Include.NON_NULL) @Nullable List<ClaimedJobView> jobs) {

    record OnLaneView(String lane, int slots, int slotsBusy) {}

    /** @param since when the attempt began */
    record ClaimedJobView(String id, String tenant, String kind, int attempt, Instant since) {

        static ClaimedJobView of(ClaimedJob job) {
            return new ClaimedJobView(job.id().toString(), job.tenant(), job.kind(), job.attempt(), job.since());
        }
    }

    static WorkerView of(Worker worker) {
        return of(worker, null);
    }

    static WorkerView of(Worker worker, @Nullable List<ClaimedJob> jobs) {
        return new WorkerView(
                Ids.worker(worker.id()),
                worker.identity().name(),
                worker.identity().host(),
                worker.identity().version(),
                worker.state().label(),
                worker.since(),
                worker.startedAt(),
                worker.lastHeardAt(),
                worker.leaseUntil(),
                worker.lanes().stream().mapToInt(Worker.OnLane::slots).sum(),
                worker.lanes().stream().mapToInt(Worker.OnLane::busy).sum(),
                worker.lanes().stream()
                        .map(on -> new OnLaneView(on.lane().label(), on.slots(), on.busy()))
                        .toList(),
                jobs == null ? null : jobs.stream().map(ClaimedJobView::of).toList());
    }
}
