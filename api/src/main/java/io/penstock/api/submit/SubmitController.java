package io.penstock.api.submit;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.JobView;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.problem.TooLarge;
import io.penstock.api.query.Query;
import io.penstock.api.wait.Patience;
import io.penstock.api.wait.Waits;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.request.JobRequests;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Submitted.Created;
import io.penstock.db.submission.Submitted.Deduplicated;
import io.penstock.db.submission.Submitted.Duplicate;
import io.penstock.db.submission.Submitted.KeyReused;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** POST /v1/jobs. When it answers, the job is committed: 202, or 200 when it has ended while its caller waited. */
@RestController
public final class SubmitController {

    private static final String VALIDATE_ONLY = "validate_only";

    private final JobRequests requests;
    private final Submissions submissions;
    private final Jobs jobs;
    private final Waits waits;

    public SubmitController(JobRequests requests, Submissions submissions, Jobs jobs, Waits waits) {
        this.requests = requests;
        this.submissions = submissions;
        this.jobs = jobs;
        this.waits = waits;
    }

    // What cannot be answered acceptably is refused before it is stored, not after.
    @PostMapping(path = "/v1/jobs", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<?> submit(
            Caller caller,
            JsonBody body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Patience patience,
            Query query) {
        boolean validateOnly = query.knowing(Set.of(VALIDATE_ONLY)).flag(VALIDATE_ONLY);
        var submission = Refusal.unlessValid(TooLarge.payload(() -> requests.read(caller.tenantId(), body.json())))
                .with(key(key, body.json()));
        return validateOnly ? ResponseEntity.ok(Map.of("valid", true)) : answer(caller, submission, patience);
    }

    private ResponseEntity<?> answer(Caller caller, Submission submission, Patience patience) {
        return switch (submissions.submit(submission)) {
            case Created created ->
                answer(
                        caller,
                        created.id(),
                        patience,
                        false,
                        JobView::of,
                        () -> JobView.of(
                                created.held()
                                        ? find(caller, created.id()).asCreated()
                                        : submission.asJob(created.createdAt())));
            case Duplicate(var id, var deduplicated)
            when deduplicated ->
                answer(caller, id, patience, true, JobView::deduplicated, () -> JobView.deduplicated(find(caller, id)));
            case Duplicate(var id, var deduplicated) ->
                answer(
                        caller,
                        id,
                        patience,
                        true,
                        JobView::of,
                        () -> JobView.of(find(caller, id).asCreated()));
            case Deduplicated(var id) ->
                answer(
                        caller,
                        id,
                        patience,
                        false,
                        JobView::deduplicated,
                        () -> JobView.deduplicated(find(caller, id)));
            case KeyReused reused ->
                throw new Refusal(Problem.of(
                        422,
                        "idempotency_key_reused",
                        "The key belongs to another request",
                        "This Idempotency-Key was used for a request with another body, which made " + reused.id()
                                + ". Use a new key for a new job."));
        };
    }

    /** With the job as it stands when it has ended, or when the caller waits no longer. Who does not wait is told at once. */
    private ResponseEntity<?> answer(
            Caller caller,
            JobId id,
            Patience patience,
            boolean replayed,
            Function<Job, JobView> asItStands,
            Supplier<JobView> atOnce) {
        return awaited(caller, id, patience)
                .<ResponseEntity<?>>map(job -> answer(
                        job.state().isFinal() ? ResponseEntity.ok() : ResponseEntity.accepted(),
                        asItStands.apply(job),
                        replayed,
                        patience))
                .orElseGet(() -> answer(ResponseEntity.accepted(), atOnce.get(), replayed, patience));
    }

    private Job find(Caller caller, JobId id) {
        return jobs.find(caller.tenantId(), id).orElseThrow(() -> gone(id));
    }

    /** Nothing when the caller is not willing to wait. */
    private Optional<Job> awaited(Caller caller, JobId id, Patience patience) {
        return patience.isNone()
                ? Optional.empty()
                : waits.until(
                        caller.tenantId(), id, patience, job -> job.state().isFinal());
    }

    private static ResponseEntity<?> answer(
            ResponseEntity.BodyBuilder response, JobView job, boolean replayed, Patience patience) {
        response.location(URI.create("/v1/jobs/" + job.id()));
        patience.applied().ifPresent(applied -> response.header(Patience.APPLIED, applied));
        if (replayed) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(job);
    }

    private static @Nullable IdempotencyKey key(@Nullable String key, JsonNode body) {
        return key == null ? null : IdempotencyKey.of(RequestKeys.checked(key), body);
    }

    private static Refusal gone(JobId id) {
        return new Refusal(Problem.of(
                410,
                "job_gone",
                "The job is gone",
                id + " was made with this key; its time is over and it was deleted."));
    }
}
