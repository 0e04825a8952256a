package io.penstock.api.batch;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.api.query.Query;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.request.BatchOptions;
import java.util.Set;

/** What is said of a batch in the query, beside a stream of items. */
final class QueryOptions {

    private static final String CALLBACK = "callback";
    private static final String TAG = "tag.";

    private QueryOptions() {}

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
                        invalid.violations().stream().map(QueryOptions::inQuery).toList()));
        };
    }

    private static Violation inQuery(Violation violation) {
        var pointer = violation.pointer().replaceFirst("^/callback/url$", "/callback");
        return new Violation(pointer.replaceFirst("^/tags/?", "/tag."), violation.detail());
    }
}
