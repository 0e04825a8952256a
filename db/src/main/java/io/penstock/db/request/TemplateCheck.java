package io.penstock.db.request;

import io.penstock.catalog.email.BulkMail;
import io.penstock.catalog.email.CompiledTemplate;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.template.CompiledTemplates;
import io.penstock.db.template.Versions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds mails against the templates that they name, before they are stored. */
public final class TemplateCheck {

    private final CompiledTemplates templates;

    public TemplateCheck(CompiledTemplates templates) {
        this.templates = templates;
    }

    /**
     * The payload as it is to be stored, with the version that is the newest now unless it names one; or what is wrong with it. Payloads
     * of other kinds are none of its business.
     */
    public Read<JsonNode> bind(int tenant, Object payload, JsonNode said) {
        return switch (payload) {
            case TemplateMail.Payload mail -> bind(tenant, mail.template(), mail.version(), said, mail::gaps);
            case BulkMail.Payload mail -> bind(tenant, mail.template(), mail.version(), said, mail::gaps);
            default -> new Read.Valid<>(said);
        };
    }

    /** @param gaps what the payload leaves to be wished for by the template */
    private Read<JsonNode> bind(
            int tenant,
            String name,
            @Nullable Integer wanted,
            JsonNode said,
            Function<CompiledTemplate, List<Violation>> gaps) {
        var usable = usable(tenant, name, wanted);
        if (usable.isEmpty()) {
            return wrong("/template", "is not the name of a template; see /v1/templates");
        }
        int version = wanted == null ? usable.get().newest() : wanted;
        var template =
                usable.get().has(version) ? templates.find(tenant, name, version) : Optional.<CompiledTemplate>empty();
        if (template.isEmpty()) {
            return wrong(
                    "/version",
                    "is not a version of this template; the newest is "
                            + usable.get().newest());
        }
        var broken = gaps.apply(template.get());
        return broken.isEmpty() ? new Read.Valid<>(bound(said, version)) : new Read.Invalid<>(broken);
    }

    /** A version that another process has stored a moment ago is there, whatever was known before. */
    private Optional<Versions> usable(int tenant, String name, @Nullable Integer version) {
        var known = templates.usable(tenant, name);
        if (version == null || known.isEmpty() || known.get().has(version)) {
            return known;
        }
        templates.changed(tenant, name);
        return templates.usable(tenant, name);
    }

    /** What the client sent stays as it is: its Idempotency-Key goes with it. */
    private static JsonNode bound(JsonNode said, int version) {
        return Json.mapper().createObjectNode().setAll((ObjectNode) said).put("version", version);
    }

    private static Read<JsonNode> wrong(String pointer, String rule) {
        return new Read.Invalid<>(List.of(new Violation(pointer, rule)));
    }
}
