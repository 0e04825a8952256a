package io.penstock.api.template;

import io.penstock.catalog.email.Template;
import io.penstock.catalog.email.TemplateMail;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client says of a template that it tries. */
final class TrialRequests {

    private TrialRequests() {}

    /** @param template one that is not stored, instead of the one of this name */
    record PreviewRequest(
            @Nullable JsonNode variables,
            @Min(1) @Nullable Integer version,
            @Valid @Nullable Template template) implements SelfChecked {

        @Override
        public List<Violation> violations() {
            var broken = new ArrayList<Violation>();
            if (!variablesOrNone().isObject()) {
                broken.add(new Violation("/variables", "must be an object"));
            }
            if (template != null) {
                template.violations().forEach(violation -> broken.add(violation.under("/template")));
            }
            if (template != null && version != null) {
                broken.add(new Violation("/version", "must not be given with template, which is none that is stored"));
            }
            return broken;
        }

        JsonNode variablesOrNone() {
            return variables == null || variables.isNull() ? Json.mapper().createObjectNode() : variables;
        }
    }

    /** All of it stands in the payload of the job too, and is checked there. */
    record TestRequest(
            @Nullable JsonNode to,
            @Nullable JsonNode variables,
            @Nullable JsonNode version,
            @Nullable JsonNode from,
            @Nullable JsonNode listUnsubscribe) {

        ObjectNode payload(String template) {
            var payload =
                    Json.mapper().createObjectNode().put("template", template).put("test", true);
            set(payload, "to", to);
            set(payload, "variables", variables);
            set(payload, "version", version);
            set(payload, "from", from);
            set(payload, "list_unsubscribe", listUnsubscribe);
            return payload;
        }

        private static void set(ObjectNode payload, String field, @Nullable JsonNode value) {
            if (value != null) {
                payload.set(field, value);
            }
        }

        static ObjectNode job(ObjectNode payload) {
            var job = Json.mapper().createObjectNode().put("kind", TemplateMail.KIND.name());
            job.set("payload", payload);
            job.putObject("tags").put("test", "true");
            return job;
        }
    }
}
