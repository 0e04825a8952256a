package io.penstock.api.template;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.penstock.api.caller.Caller;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Page;
import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.api.submit.JsonBody;
import io.penstock.catalog.email.Template;
import io.penstock.catalog.json.Json;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Listed;
import io.penstock.db.template.Put;
import io.penstock.db.template.StoredTemplate;
import io.penstock.db.template.Templates;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** The templates of the caller's tenant. */
@RestController
public final class TemplateController {

    /** As many digits as fit into any version. */
    private static final String A_VERSION = "[1-9]\\d{0,8}";

    private final Templates templates;
    private final CompiledTemplates compiled;

    public TemplateController(Templates templates, CompiledTemplates compiled) {
        this.templates = templates;
        this.compiled = compiled;
    }

    /** 201 with a new version, 200 when the newest says the same. */
    @PutMapping(path = "/v1/templates/{name}", produces = APPLICATION_JSON_VALUE)
    public ResponseEntity<TemplateView> put(Caller caller, @PathVariable String name, JsonBody body) {
        var known = NoSuchTemplate.unlessName(name);
        var template = Refusal.unlessValid(Json.read(body.json(), Template.class));
        var put = templates.put(caller.tenantId(), known, template);
        compiled.changed(caller.tenantId(), known);
        var view = TemplateView.of(put.stored());
        return switch (put) {
            case Put.Created created ->
                ResponseEntity.created(URI.create("/v1/templates/" + name + "/versions/" + view.version()))
                        .body(view);
            case Put.Unchanged unchanged -> ResponseEntity.ok(view);
        };
    }

    @GetMapping(path = "/v1/templates", produces = APPLICATION_JSON_VALUE)
    public Page<Listed> list(Caller caller, Query query) {
        var after = query.knowing(Paging.PARAMETERS).one("page_token");
        if (after != null && !after.matches(Template.NAME)) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        int size = Paging.size(query.one("page_size"));
        return Page.of(templates.page(caller.tenantId(), after, size + 1), size, Listed::name);
    }

    @GetMapping(path = "/v1/templates/{name}", produces = APPLICATION_JSON_VALUE)
    public TemplateView template(Caller caller, @PathVariable String name) {
        return templates
                .newest(caller.tenantId(), NoSuchTemplate.unlessName(name))
                .map(TemplateView::of)
                .orElseThrow(() -> NoSuchTemplate.named(name));
    }

    @GetMapping(path = "/v1/templates/{name}/versions", produces = APPLICATION_JSON_VALUE)
    public Page<Listed> versions(Caller caller, @PathVariable String name, Query query) {
        var before = before(query.knowing(Paging.PARAMETERS).one("page_token"));
        int size = Paging.size(query.one("page_size"));
        var found = templates.versions(caller.tenantId(), NoSuchTemplate.unlessName(name), before, size + 1);
        if (found.isEmpty() && before == null) {
            throw NoSuchTemplate.named(name);
        }
        return Page.of(found, size, listed -> String.valueOf(listed.version()));
    }

    private static @Nullable Integer before(@Nullable String token) {
        if (token != null && !token.matches(A_VERSION)) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        return token == null ? null : Integer.valueOf(token);
    }

    @GetMapping(path = "/v1/templates/{name}/versions/{version}", produces = APPLICATION_JSON_VALUE)
    public TemplateView version(Caller caller, @PathVariable String name, @PathVariable String version) {
        NoSuchTemplate.unlessName(name);
        return find(caller, name, version).map(TemplateView::of).orElseThrow(() -> NoSuchTemplate.version(name));
    }

    private Optional<StoredTemplate> find(Caller caller, String name, String version) {
        return version.matches(A_VERSION)
                ? templates.findUsable(caller.tenantId(), name, Integer.parseInt(version))
                : Optional.empty();
    }

    /** No new job may use it. Those that are there still can, and its versions go on being counted should it come back. */
    @DeleteMapping(path = "/v1/templates/{name}")
    public ResponseEntity<Void> delete(Caller caller, @PathVariable String name) {
        if (!templates.delete(caller.tenantId(), NoSuchTemplate.unlessName(name))) {
            throw NoSuchTemplate.named(name);
        }
        compiled.changed(caller.tenantId(), name);
        return ResponseEntity.noContent().build();
    }
}
