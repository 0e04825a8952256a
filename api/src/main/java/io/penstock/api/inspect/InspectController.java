package io.penstock.api.inspect;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Query;
import io.penstock.api.wait.Patience;
import io.penstock.api.wait.Waits;
import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.JobPages;
import io.penstock.db.job.Jobs;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Reading jobs. */
@RestController
public final class InspectController {

    private final Jobs jobs;
    private final JobPages pages;
    private final Results results;
    private final Waits waits;

    public InspectController(Jobs jobs, JobPages pages, Results results, Waits waits) {
        this.jobs = jobs;
        this.pages = pages;
        this.results = results;
        this.waits = waits;
    }

    /**
     * With patience, the answer waits for news: for a view that differs from the one the caller has, or else from the one there is. A job
     * that has ended has none to come.
     */
    @GetMapping(path = "/v1/jobs/{id}", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<byte[]> job(
            Caller caller,
            @PathVariable String id,
            Patience patience,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        var job = find(caller, id);
        var view = Tagged.of(job);
        if (!patience.isNone()) {
            var old = known == null ? view.tag() : known;
            job = waits.until(
                            caller.tenantId(),
                            job.id(),
                            patience,
                            now -> now.state().isFinal() || !Tagged.of(now).isIn(old))
                    .orElse(job);
            view = Tagged.of(job);
        }
        boolean had = known != null && view.isIn(known);
        var response = ResponseEntity.status(had ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .eTag(view.tag());
        patience.applied().ifPresent(applied -> response.header(Patience.APPLIED, applied));
        return had ? response.build() : response.body(view.json());
    }

    @GetMapping(path = "/v1/jobs/{id}/result", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<?> result(Caller caller, @PathVariable String id) {
        var job = find(caller, id);
        var answer = ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON);
        return switch (results.find(caller.tenantId(), job.id())) {
            case Result.Inline inline -> answer.body(inline.json());
            case Result.Aside aside ->
                answer.contentLength(aside.length()).body(new InputStreamResource(results.open(job.id())));
            case Result.Gone gone -> throw new Refusal(resultGone(job));
            case Result.None none -> throw new Refusal(noResult(job));
        };
    }

    @GetMapping(path = "/v1/jobs", produces = APPLICATION_JSON_VALUE)
    public Page<JobView> list(Caller caller, Query parameters) {
        var query = ListQuery.of(parameters);
        var paging = query.paging();
        var olderThan = paging.olderThan() == null ? null : new JobId(paging.olderThan());
        var found = pages.page(caller.tenantId(), query.filter(), olderThan, paging.size());
        var next = found.next();
        return new Page<>(found.jobs(), next == null ? null : paging.behind(next.uuid())).map(JobView::of);
    }

    private Job find(Caller caller, String text) {
        var id = Ids.job(text);
        return jobs.find(caller.tenantId(), id).orElseThrow(() -> Ids.noSuchJob(id));
    }

    private static Problem resultGone(Job job) {
        return Problem.of(
                410,
                "result_gone",
                "The result is gone",
                "Results are kept for a shorter time than jobs, or for as long as their client said; that of "
                        + job.id() + " was deleted when it was over.");
    }

    private static Problem noResult(Job job) {
        return job.state().isFinal()
                ? Problem.of(
                        409,
                        "no_result",
                        "The job has no result",
                        "It is " + job.state().label() + "; GET /v1/jobs/" + job.id() + " says why.")
                : Problem.of(
                                409,
                                "result_not_ready",
                                "The job has no result yet",
                                "It is " + job.state().label() + ". Ask again later.")
                        .asRetryable();
    }
}
