package io.penstock.api.control;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.inspect.JobView;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.wait.Waiters;
import io.penstock.db.control.Cancellation;
import io.penstock.db.control.Cancellations;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** POST /v1/jobs/{id}/cancel. A running job is asked to stop, and the answer does not wait for it. */
@RestController
public final class CancelController {

    private final Cancellations cancellations;
    private final Jobs jobs;
    private final Waiters waiters;

    public CancelController(Cancellations cancellations, Jobs jobs, Waiters waiters) {
        this.cancellations = cancellations;
        this.jobs = jobs;
        this.waiters = waiters;
    }

    @PostMapping(path = "/v1/jobs/{id}/cancel", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<JobView> cancel(Caller caller, @PathVariable String id) {
        var job = Ids.job(id);
        var cancellation = cancellations.cancel(caller.tenantId(), job);
        // The event of a job that no worker ended takes its time; who waits for it here need not.
        waiters.wake(job);
        return switch (cancellation) {
            case Cancellation.Cancelled c -> ResponseEntity.ok(JobView.of(find(caller, job)));
            case Cancellation.AlreadyFinished f -> ResponseEntity.ok(JobView.of(cancelledBefore(find(caller, job))));
            case Cancellation.Requested r -> ResponseEntity.accepted().body(JobView.of(find(caller, job)));
            case Cancellation.NotFound n -> throw Ids.noSuchJob(job);
        };
    }

    private Job find(Caller caller, JobId id) {
        return jobs.find(caller.tenantId(), id).orElseThrow(() -> Ids.noSuchJob(id));
    }

    /** To cancel twice is to cancel. */
    private static Job cancelledBefore(Job job) {
        if (job.state() != State.CANCELLED) {
            throw new Refusal(Problem.of(
                    409,
                    "job_finished",
                    "The job has ended",
                    "It is " + job.state().label() + " and stays so."));
        }
        return job;
    }
}
