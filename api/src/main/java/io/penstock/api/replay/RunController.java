package io.penstock.api.replay;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Query;
import io.penstock.db.aside.Payloads;
import io.penstock.db.aside.Result;
import io.penstock.db.job.Failure;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.replay.PastRuns;
import io.penstock.db.replay.PastRuns.PastRun;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Reading the runs of a job, and what each was given. */
@RestController
public final class RunController {

    private static final String RUN = "run";

    private final Jobs jobs;
    private final PastRuns runs;
    private final Payloads payloads;

    public RunController(Jobs jobs, PastRuns runs, Payloads payloads) {
        this.jobs = jobs;
        this.runs = runs;
        this.payloads = payloads;
    }

    /**
     * @param attempt the last one that has begun
     * @param replayedAt when the next run was asked for; none of the last one
     * @param edited whether the next run was given another payload
     */
    record RunView(
            int run,
            String state,
            int attempt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Failure error,
            Job.@Nullable Resolution resolution,
            @Nullable Instant replayedAt,
            @Nullable Boolean edited,
            @Nullable String reason) {

        static RunView of(PastRun run) {
            return new RunView(
                    run.run(),
                    run.state().label(),
                    run.attempt(),
                    run.startedAt(),
                    run.finishedAt(),
                    run.error(),
                    run.resolution(),
                    run.replayedAt(),
                    run.edited(),
                    run.reason());
        }

        static RunView of(Job job) {
            return new RunView(
                    job.run(),
                    job.state().label(),
                    job.attempt(),
                    job.startedAt(),
                    job.finishedAt(),
                    job.failure(),
                    job.resolution(),
                    null,
                    null,
                    null);
        }
    }

    record Runs(List<RunView> data) {}

    @GetMapping(path = "/v1/jobs/{id}/runs", produces = APPLICATION_JSON_VALUE)
    public Runs runs(Caller caller, @PathVariable String id) {
        // The earlier ones first: who is replayed in between is in neither list twice.
        var job = find(caller, Ids.job(id));
        var earlier = runs.of(caller.tenantId(), job.id()).stream().filter(run -> run.run() < job.run());
        return new Runs(Stream.concat(earlier.map(RunView::of), Stream.of(RunView.of(job)))
                .toList());
    }

    @GetMapping(path = "/v1/jobs/{id}/payload", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<?> payload(Caller caller, @PathVariable String id, Query query) {
        var job = find(caller, Ids.job(id));
        int run = run(query.knowing(Set.of(RUN)).one(RUN), job.run());
        var payload = payloads.find(caller.tenantId(), job.id(), run);
        var answer = ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON);
        return switch (payload.text()) {
            case Result.Inline inline -> answer.body(inline.json());
            case Result.Aside aside ->
                answer.contentLength(aside.length()).body(new InputStreamResource(payloads.open(payload)));
            case Result.Gone gone -> throw new Refusal(erased());
            case Result.None none -> throw Ids.noSuchJob(job.id());
        };
    }

    private static int run(@Nullable String given, int last) {
        if (given == null) {
            return last;
        }
        if (!given.matches("[1-9][0-9]{0,4}") || Integer.parseInt(given) > last) {
            throw Query.refused(RUN, "must be a number from 1 to " + last + ", which is the job's last run");
        }
        return Integer.parseInt(given);
    }

    private Job find(Caller caller, JobId id) {
        return jobs.find(caller.tenantId(), id).orElseThrow(() -> Ids.noSuchJob(id));
    }

    private static Problem erased() {
        return Problem.of(410, "payload_gone", "The payload is gone", "It was erased, as its client wished.");
    }
}
