package io.penstock.api.submit;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.JobView;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Query;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Submitted.Created;
import io.penstock.db.submission.Submitted.Deduplicated;
import io.penstock.db.submission.Submitted.Duplicate;
import io.penstock.db.submission.Submitted.KeyReused;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** POST /v1/jobs. When it answers 202, the job is committed. */
@RestController
public final class SubmitController {

    private static final String VALIDATE_ONLY = "validate_only";

    private final JobRequests requests;
    private final Submissions submissions;
    private final Jobs jobs;

    public SubmitController(JobRequests requests, Submissions submissions, Jobs jobs) {
        this.requests = requests;
        this.submissions = submissions;
        this.jobs = jobs;
    }

    // What cannot be answered acceptably is refused before it is stored, not after.
    @PostMapping(path = "/v1/jobs", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<?> submit(
            Caller caller,
            JsonBody body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Query query) {
        boolean validateOnly = query.knowing(Set.of(VALIDATE_ONLY)).flag(VALIDATE_ONLY);
        var submission = valid(requests.read(caller, body.json())).with(key(key, body.json()));
        return validateOnly ? ResponseEntity.ok(Map.of("valid", true)) : answer(caller, submission);
    }

    private ResponseEntity<?> answer(Caller caller, Submission submission) {
        return switch (submissions.submit(submission)) {
            case Created created -> accepted(JobView.of(submission.asJob(created.createdAt())), false);
            case Duplicate duplicate ->
                accepted(JobView.of(find(caller, duplicate.id()).asCreated()), true);
            case Deduplicated first -> accepted(JobView.deduplicated(find(caller, first.id())), false);
            case KeyReused reused ->
                throw new Refusal(Problem.of(
                        422,
                        "idempotency_key_reused",
                        "The key belongs to another request",
                        "This Idempotency-Key was used for a request with another body, which made " + reused.id()
                                + ". Use a new key for a new job."));
        };
    }

    private Job find(Caller caller, JobId id) {
        return jobs.find(caller.tenantId(), id).orElseThrow(() -> gone(id));
    }

    private static ResponseEntity<?> accepted(JobView job, boolean replayed) {
        var response = ResponseEntity.accepted().location(URI.create("/v1/jobs/" + job.id()));
        if (replayed) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(job);
    }

    private static @Nullable IdempotencyKey key(@Nullable String key, JsonNode body) {
        return key == null ? null : IdempotencyKey.of(RequestKeys.checked(key), Json.write(body));
    }

    private static <T> T valid(Read<T> read) {
        return switch (read) {
            case Read.Valid<T> valid -> valid.value();
            case Read.Invalid<T> invalid -> throw new Refusal(Problem.invalid(invalid.violations()));
        };
    }

    private static Refusal gone(JobId id) {
        return new Refusal(Problem.of(
                410,
                "job_gone",
                "The job is gone",
                id + " was made with this key; its time is over and it was deleted."));
    }
}
