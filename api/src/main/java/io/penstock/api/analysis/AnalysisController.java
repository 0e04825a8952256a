package io.penstock.api.analysis;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.api.submit.RequestKeys;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.Analyses.Begun;
import io.penstock.db.analysis.Analyses.ClientKey;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.Analysis.State;
import io.penstock.db.analysis.AnalysisResults;
import io.penstock.db.request.AnalysisRequest;
import io.penstock.db.request.AnalysisRequests;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Beginning analyses, reading how they stand, and cancelling them. */
@RestController
public final class AnalysisController {

    private static final Set<String> PARAMETERS = Set.of("page_size", "page_token", "name", "state");

    private final AnalysisRequests requests;
    private final SourceCheck sources;
    private final Analyses analyses;
    private final AnalysisResults results;

    public AnalysisController(
            AnalysisRequests requests, SourceCheck sources, Analyses analyses, AnalysisResults results) {
        this.requests = requests;
        this.sources = sources;
        this.analyses = analyses;
        this.results = results;
    }

    @PostMapping(path = "/v1/analyses", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<AnalysisView> begin(
            Caller caller,
            JsonBody body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Query query) {
        query.knowing(Set.of());
        var checkedKey = key == null ? null : new ClientKey(RequestKeys.checked(key), Sha256.ofCanonical(body.json()));
        if (checkedKey != null) {
            // Its source may be gone since; the answer stays the same.
            var before = analyses.before(caller.tenantId(), checkedKey);
            if (before.isPresent()) {
                return answer(before.get());
            }
        }
        var asked = Refusal.unlessValid(requests.read(caller.tenantId(), body.json()));
        sources.check(caller.tenantId(), AnalysisRequest.stored(asked.request()), "");
        return answer(analyses.create(asked, checkedKey));
    }

    private ResponseEntity<AnalysisView> answer(Begun begun) {
        return switch (begun) {
            case Begun.Created(var analysis) -> accepted(analysis, false);
            case Begun.Repeated(var analysis) -> accepted(analysis, true);
            case Begun.KeyReused(var id) ->
                throw new Refusal(Problem.of(
                        422,
                        "idempotency_key_reused",
                        "The key belongs to another request",
                        "This Idempotency-Key was used for a request with another body, which began " + id
                                + ". Use a new key for a new analysis."));
        };
    }

    private ResponseEntity<AnalysisView> accepted(Analysis analysis, boolean replayed) {
        var response = ResponseEntity.accepted().location(URI.create("/v1/analyses/" + analysis.id()));
        if (replayed) {
            response.header("Idempotency-Replayed", "true");
        }
        return response.body(view(analysis));
    }

    @GetMapping(path = "/v1/analyses", produces = APPLICATION_JSON_VALUE)
    public Page<AnalysisView> list(Caller caller, Query query) {
        var name = query.knowing(PARAMETERS).one("name");
        var state = state(query.one("state"));
        var paging = Paging.of(query, "analyses", name, state == null ? null : state.label());
        var found = analyses.page(caller.tenantId(), name, state, paging.olderThan(), paging.look());
        return paging.page(found, analysis -> analysis.id().uuid()).map(AnalysisView::inList);
    }

    private static @Nullable State state(@Nullable String label) {
        if (label == null) {
            return null;
        }
        return Arrays.stream(State.values())
                .filter(state -> state.label().equals(label))
                .findFirst()
                .orElseThrow(() -> Query.refused(
                        "state",
                        "must be one of "
                                + Arrays.stream(State.values())
                                        .map(State::label)
                                        .collect(Collectors.joining(", "))));
    }

    @GetMapping(path = "/v1/analyses/{id}", produces = APPLICATION_JSON_VALUE)
    public AnalysisView analysis(Caller caller, @PathVariable String id) {
        return view(find(caller, id));
    }

    /** Its jobs are cancelled, too; what has been found can be read. */
    @PostMapping(path = "/v1/analyses/{id}/cancel", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<AnalysisView> cancel(Caller caller, @PathVariable String id) {
        var analysis = NoSuchAnalysis.unlessId(id);
        boolean requested = analyses.cancel(caller.tenantId(), analysis);
        var now = find(caller, id);
        if (!requested && now.state() != State.CANCELLED) {
            throw new Refusal(Problem.of(
                    409,
                    "analysis_finished",
                    "The analysis has ended",
                    "It has " + now.state().label() + ", and stays so."));
        }
        return requested ? ResponseEntity.accepted().body(view(now)) : ResponseEntity.ok(view(now));
    }

    private Analysis find(Caller caller, String text) {
        var id = NoSuchAnalysis.unlessId(text);
        return analyses.find(caller.tenantId(), id).orElseThrow(() -> NoSuchAnalysis.of(id));
    }

    private AnalysisView view(Analysis analysis) {
        return AnalysisView.of(analysis, results.progress(analysis.id()));
    }
}
