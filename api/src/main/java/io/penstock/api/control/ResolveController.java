package io.penstock.api.control;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.inspect.Ids;
import io.penstock.api.inspect.JobView;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.problem.TooLarge;
import io.penstock.api.submit.JsonBody;
import io.penstock.api.wait.Waiters;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import io.penstock.db.control.Resolutions;
import io.penstock.db.control.Resolutions.Resolution;
import io.penstock.db.job.Job;
import io.penstock.db.request.TextRules;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** POST /v1/jobs/{id}/resolve: a person says what became of a job whose outcome is unknown. */
@RestController
public final class ResolveController {

    private final Resolutions resolutions;
    private final Waiters waiters;

    public ResolveController(Resolutions resolutions, Waiters waiters) {
        this.resolutions = resolutions;
        this.waiters = waiters;
    }

    record ResolveRequest(
            @NotNull @Pattern(regexp = "succeeded|failed", message = "must be succeeded or failed")
            String state,

            @NotNull
            @Size(max = 1000)
            @Pattern(regexp = "(?s).*\\S.*", message = "must say how you know")
            @Pattern(regexp = TextRules.LINES, message = TextRules.LINES_RULE)
            String reason,

            @Nullable JsonNode result) {}

    @PostMapping(path = "/v1/jobs/{id}/resolve", produces = APPLICATION_JSON_VALUE)
    public JobView resolve(Caller caller, @PathVariable String id, JsonBody body) {
        var job = Ids.job(id);
        var request = request(body);
        boolean succeeded = request.state.equals("succeeded");
        var result = request.result == null ? null : TooLarge.orText("result", request.result);
        var resolution = resolutions.resolve(caller.tenantId(), job, succeeded, request.reason, result);
        waiters.wake(job);
        return switch (resolution) {
            case Resolution.Resolved resolved -> JobView.of(resolved.job());
            case Resolution.NotUnknown known -> throw new Refusal(notUnknown(known.job()));
            case Resolution.NotFound n -> throw Ids.noSuchJob(job);
        };
    }

    private static ResolveRequest request(JsonBody body) {
        var request = Refusal.unlessValid(Json.read(body.json(), ResolveRequest.class));
        if (request.result != null && request.state.equals("failed")) {
            throw new Refusal(Problem.invalid(new Violation("/result", "is only for a job that succeeded")));
        }
        return request;
    }

    private static Problem notUnknown(Job job) {
        return Problem.of(
                409,
                "outcome_known",
                "The outcome is not unknown",
                "The job is " + job.state().label() + "; only a job that is outcome_unknown can be resolved.");
    }
}
