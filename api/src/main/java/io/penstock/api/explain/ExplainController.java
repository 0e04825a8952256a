package io.penstock.api.explain;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.db.explain.Explanations;
import io.penstock.db.job.Jobs;
import java.time.InstantSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Why a job does not run now. */
@RestController
public final class ExplainController {

    private final Jobs jobs;
    private final Explanations explanations;
    private final InstantSource clock;

    public ExplainController(Jobs jobs, Explanations explanations, InstantSource clock) {
        this.jobs = jobs;
        this.explanations = explanations;
        this.clock = clock;
    }

    @GetMapping(path = "/v1/jobs/{id}/explain", produces = APPLICATION_JSON_VALUE)
    public ExplanationView explain(Caller caller, @PathVariable String id) {
        var jobId = Ids.job(id);
        var job = jobs.find(caller.tenantId(), jobId).orElseThrow(() -> Ids.noSuchJob(jobId));
        return ExplanationView.of(job, explanations.of(caller.tenantId(), job), clock.instant());
    }
}
