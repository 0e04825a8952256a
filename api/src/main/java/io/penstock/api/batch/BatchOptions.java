package io.penstock.api.batch;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Query;
import io.penstock.api.query.TagRules;
import io.penstock.api.submit.CallbackRequest;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said of a batch besides its items: in its document, or, beside a stream of items, in the query. */
record BatchOptions(
        @Valid @Nullable CallbackRequest callback,

        @Size(max = TagRules.MOST, message = TagRules.TOO_MANY) @Nullable
        Map<
                        @Pattern(regexp = TagRules.NAME, message = TagRules.NAME_RULE) String,
                        @NotNull @Pattern(regexp = TagRules.VALUE, message = TagRules.VALUE_RULE) String>
                tags) {

    private static final String CALLBACK = "callback";
    private static final String TAG = "tag.";

    static BatchOptions of(Query query) {
        query.knowing(Set.of(CALLBACK), TAG);
        var json = Json.mapper().createObjectNode();
        var url = query.one(CALLBACK);
        if (url != null) {
            json.putObject(CALLBACK).put("url", url);
        }
        json.set("tags", Json.mapper().valueToTree(query.after(TAG)));
        return switch (Json.read(json, BatchOptions.class)) {
            case Read.Valid<BatchOptions> valid -> valid.value();
            case Read.Invalid<BatchOptions> invalid ->
                throw new Refusal(Problem.invalid(
                        invalid.violations().stream().map(BatchOptions::inQuery).toList()));
        };
    }

    private static Violation inQuery(Violation violation) {
        var pointer = violation.pointer().replaceFirst("^/callback/url$", "/callback");
        return new Violation(pointer.replaceFirst("^/tags/?", "/tag."), violation.detail());
    }

    Map<String, String> allTags() {
        return tags == null ? Map.of() : tags;
    }

    @Nullable
    String callbackUrl() {
        return callback == null ? null : callback.url();
    }
}
