package io.penstock.api.webhook;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.json.Json;
import io.penstock.db.request.TextRules;
import io.penstock.db.webhook.Endpoints;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The URLs that want no more callbacks, and making one want them again. */
@RestController
public final class EndpointController {

    private final Endpoints endpoints;

    public EndpointController(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    record EndpointView(String url, String reason, Instant disabledAt) {
        static EndpointView of(Endpoints.Disabled e) {
            return new EndpointView(e.url(), e.reason(), e.disabledAt());
        }
    }

    record EnableRequest(
            @NotNull @Size(max = 2048) @Pattern(regexp = TextRules.HTTP_URL, message = TextRules.HTTP_URL_RULE)
            String url) {}

    record Enabled(String url, boolean wasDisabled) {}

    @GetMapping(path = "/v1/webhooks/endpoints", produces = APPLICATION_JSON_VALUE)
    public Page<EndpointView> disabled(Caller caller, Query query) {
        var paging = Paging.of(query.knowing(Paging.PARAMETERS), "endpoints");
        var found = endpoints.disabled(caller.tenantId(), paging.olderThan(), paging.look());
        return paging.page(found, Endpoints.Disabled::id).map(EndpointView::of);
    }

    /** To enable twice is to enable. */
    @PostMapping(path = "/v1/webhooks/endpoints/enable", produces = APPLICATION_JSON_VALUE)
    public Enabled enable(Caller caller, JsonBody body) {
        var url = Refusal.unlessValid(Json.read(body.json(), EnableRequest.class)).url;
        return new Enabled(url, endpoints.enable(caller.tenantId(), url));
    }
}
