package io.penstock.api.template;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.api.submit.SubmitController;
import io.penstock.api.template.TrialRequests.PreviewRequest;
import io.penstock.api.template.TrialRequests.TestRequest;
import io.penstock.api.wait.Patience;
import io.penstock.catalog.email.Addressed;
import io.penstock.catalog.email.CompiledTemplate;
import io.penstock.catalog.email.RenderedMail;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.email.Variable;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.request.TemplateCheck;
import io.penstock.db.template.StoredTemplate;
import io.penstock.db.template.Templates;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Trying a template before anybody gets a mail of it. */
@RestController
public final class TryTemplateController {

    private final Templates templates;
    private final TemplateCheck check;
    private final SubmitController jobs;

    public TryTemplateController(Templates templates, TemplateCheck check, SubmitController jobs) {
        this.templates = templates;
        this.check = check;
        this.jobs = jobs;
    }

    /** @param version none of a template that is not stored */
    record Preview(
            String subject,
            @Nullable String text,
            @Nullable String html,
            List<Variable> variables,
            @Nullable Integer version) {

        @Override
        public String toString() {
            return "[preview]";
        }
    }

    @PostMapping(path = "/v1/templates/{name}/preview", produces = APPLICATION_JSON_VALUE)
    public Preview preview(Caller caller, @PathVariable String name, JsonBody body, Query query) {
        query.knowing(Set.of());
        NoSuchTemplate.unlessName(name);
        var request = Refusal.unlessValid(Json.read(body.json(), PreviewRequest.class));
        if (request.template() != null) {
            return preview(request.template().compile(), request, null);
        }
        var stored = stored(caller, name, request.version());
        return preview(stored.template().compile(), request, stored.version());
    }

    private StoredTemplate stored(Caller caller, String name, @Nullable Integer version) {
        var newest = templates.newest(caller.tenantId(), name).orElseThrow(() -> NoSuchTemplate.named(name));
        return version == null || version == newest.version()
                ? newest
                : templates
                        .findUsable(caller.tenantId(), name, version)
                        .orElseThrow(() -> NoSuchTemplate.version(name));
    }

    private static Preview preview(CompiledTemplate template, PreviewRequest request, @Nullable Integer version) {
        return switch (template.render(Addressed.withPlace(request.variablesOrNone(), Addressed.SOME_PLACE))) {
            case Read.Valid<RenderedMail>(var mail) ->
                new Preview(mail.subject(), mail.text(), mail.html(), template.variables(), version);
            case Read.Invalid<RenderedMail> wrong -> throw refusal(wrong.violations());
        };
    }

    private static Refusal refusal(List<Violation> broken) {
        return new Refusal(Problem.invalid(
                broken.stream().map(violation -> violation.under("/variables")).toList()));
    }

    /** A job like any other, which says of itself that it is a test. What is wrong is told in the words of this request first. */
    @PostMapping(path = "/v1/templates/{name}/test", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<?> test(
            Caller caller,
            @PathVariable String name,
            JsonBody body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Patience patience,
            Query query) {
        query.knowing(Set.of());
        NoSuchTemplate.unlessName(name);
        if (templates.usable(caller.tenantId(), name).isEmpty()) {
            throw NoSuchTemplate.named(name);
        }
        var payload =
                Refusal.unlessValid(Json.read(body.json(), TestRequest.class)).payload(name);
        var mail = Refusal.unlessValid(TemplateMail.KIND.read(payload));
        Refusal.unlessValid(check.bind(caller.tenantId(), mail, payload));
        return jobs.submit(caller, new JsonBody(TestRequest.job(payload)), key, patience, query);
    }
}
