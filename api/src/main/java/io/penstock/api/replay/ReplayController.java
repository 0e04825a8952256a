package io.penstock.api.replay;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.inspect.JobView;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.problem.TooLarge;
import io.penstock.api.submit.JsonBody;
import io.penstock.api.submit.RequestKeys;
import io.penstock.api.wait.Waiters;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.aside.Payloads;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.replay.Replay;
import io.penstock.db.replay.Replayed;
import io.penstock.db.replay.Replays;
import io.penstock.db.request.JobRequests;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** POST /v1/jobs/{id}/replay: an ended job runs once more. */
@RestController
public final class ReplayController {

    private final Replays replays;
    private final JobRequests requests;
    private final Payloads payloads;
    private final Jobs jobs;
    private final Waiters waiters;
    private final InstantSource clock;

    public ReplayController(
            Replays replays, JobRequests requests, Payloads payloads, Jobs jobs, Waiters waiters, InstantSource clock) {
        this.replays = replays;
        this.requests = requests;
        this.payloads = payloads;
        this.jobs = jobs;
        this.waiters = waiters;
        this.clock = clock;
    }

    @PostMapping(path = "/v1/jobs/{id}/replay", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<JobView> replay(
            Caller caller,
            @PathVariable String id,
            Optional<JsonBody> body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key)
            throws IOException {
        var job = Ids.job(id);
        var json = body.map(JsonBody::json).orElseGet(() -> Json.mapper().createObjectNode());
        var request = Refusal.unlessValid(Json.read(json, ReplayRequest.class)).checked(clock.instant());
        var named = key == null ? null : IdempotencyKey.of(RequestKeys.checked(key), json);
        var edited = request.isEdited() ? edited(caller, job, request) : null;
        var replayed = replays.replay(new Replay(
                caller.tenantId(),
                job,
                request.run(),
                named,
                edited,
                request.priority(),
                request.runAt(),
                request.deadline(),
                Set.copyOf(request.effects()),
                request.reason()));
        waiters.wake(job);
        return switch (replayed) {
            case Replayed.Begun begun -> ResponseEntity.accepted().body(JobView.of(find(caller, job)));
            case Replayed.Again again ->
                ResponseEntity.accepted().header("Idempotency-Replayed", "true").body(JobView.of(find(caller, job)));
            case Replayed.NotFound n -> throw Ids.noSuchJob(job);
            case Replayed refused -> throw new Refusal(Refused.problem(refused));
        };
    }

    private Job find(Caller caller, JobId id) {
        return jobs.find(caller.tenantId(), id).orElseThrow(() -> Ids.noSuchJob(id));
    }

    /** Nothing while the job has not ended, which the replay says better. */
    private @Nullable Submission edited(Caller caller, JobId id, ReplayRequest request) throws IOException {
        var asked = replays.asked(caller.tenantId(), id);
        if (asked.isEmpty()) {
            return null;
        }
        var payload = request.payload() == null ? routed(caller, id, request.route()) : request.payload();
        return Refusal.unlessValid(TooLarge.payload(() -> requests.edited(
                caller.tenantId(), asked.get().kind(), payload, asked.get().terms())));
    }

    private JsonNode routed(Caller caller, JobId id, @Nullable String route) throws IOException {
        var last = payloads.find(caller.tenantId(), id, find(caller, id).run());
        var payload = last.text()
                .read(JsonNode.class, () -> payloads.open(last))
                .orElseThrow(() -> new Refusal(Refused.problem(new Replayed.Erased())));
        if (!(payload instanceof ObjectNode object)) {
            throw new Refusal(Problem.invalid(new Violation("/route", "is only for jobs that take one")));
        }
        return object.put("route", route);
    }
}
