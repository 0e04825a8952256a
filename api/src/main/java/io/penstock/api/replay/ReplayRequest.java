package io.penstock.api.replay;

import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import io.penstock.db.request.TextRules;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is to be other in the next run.
 *
 * @param route another chain of providers, in the place of the payload's
 * @param run the one that is to be repeated
 */
record ReplayRequest(
        @Nullable JsonNode payload,

        @Size(min = 1, max = 100) @Nullable String route,

        @Min(0) @Max(9) @Nullable Integer priority,
        @Nullable Instant runAt,
        @Nullable Instant deadline,

        @Size(max = 1000) @Nullable List<@NotNull @Size(min = 1, max = 255) String> repeatEffects,

        @Size(max = 1000)
        @Pattern(regexp = "(?s).*\\S.*", message = "must say why")
        @Pattern(regexp = TextRules.LINES, message = TextRules.LINES_RULE)
        @Nullable
        String reason,

        @Min(1) @Nullable Integer run) {

    boolean isEdited() {
        return payload != null || route != null;
    }

    List<String> effects() {
        return repeatEffects == null ? List.of() : repeatEffects;
    }

    /** The rules that need more than one field, or the time. */
    ReplayRequest checked(Instant now) {
        var broken = new ArrayList<Violation>();
        if (payload != null && route != null) {
            broken.add(new Violation("/route", "must not be given with payload, which says it itself"));
        }
        if (reason == null && (isEdited() || !effects().isEmpty())) {
            broken.add(new Violation("/reason", "must be given with payload, route or repeat_effects"));
        }
        if (deadline != null && runAt != null && !deadline.isAfter(runAt)) {
            broken.add(new Violation("/deadline", "must be later than run_at"));
        } else if (deadline != null && !deadline.isAfter(now)) {
            broken.add(new Violation("/deadline", "must lie in the future"));
        }
        Refusal.ifAny(broken);
        return this;
    }
}
