package io.penstock.api.inspect;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.db.job.Hops;
import io.penstock.db.job.Jobs;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Where the attempts of an AI job went. */
@RestController
public final class HopsController {

    private final Jobs jobs;
    private final Hops hops;

    public HopsController(Jobs jobs, Hops hops) {
        this.jobs = jobs;
        this.hops = hops;
    }

    @GetMapping(path = "/v1/jobs/{id}/hops", produces = APPLICATION_JSON_VALUE)
    public HopsView hops(Caller caller, @PathVariable String id) {
        var jobId = Ids.job(id);
        var job = jobs.find(caller.tenantId(), jobId).orElseThrow(() -> Ids.noSuchJob(jobId));
        return new HopsView(
                hops.of(caller.tenantId(), job.id()).stream().map(HopView::of).toList());
    }

    record HopsView(List<HopView> data) {}

    record HopView(int attempt, String deployment, String outcome, long ms, long tokens) {

        static HopView of(Hops.OfAttempt one) {
            var hop = one.hop();
            return new HopView(one.attempt(), hop.deployment(), hop.outcome(), hop.ms(), hop.tokens());
        }
    }
}
