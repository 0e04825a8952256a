package io.penstock.api.inspect;

import io.penstock.api.query.Paging;
import io.penstock.api.query.Query;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.JobFilter;
import io.penstock.db.job.State;
import io.penstock.db.request.TagRules;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which page of which jobs is asked for. */
record ListQuery(JobFilter filter, Paging paging) {

    private static final Set<String> KNOWN =
            Set.of("state", "kind", "created_after", "created_before", "error_group", "page_size", "page_token");

    /** Before the name of a tag. */
    private static final String TAG = "tag.";

    static ListQuery of(Query query) {
        query.knowing(KNOWN, TAG);
        var filter = new JobFilter(
                query.anyOf("state", State.values(), State::label),
                query.kind(),
                tags(query.after(TAG)),
                query.time("created_after"),
                query.time("created_before"),
                errorGroup(query.one("error_group")));
        return new ListQuery(filter, paging(query, filter));
    }

    /** States by their labels, as an enum's own hash differs from process to process. */
    private static Paging paging(Query query, JobFilter filter) {
        return Paging.of(
                query,
                "jobs",
                filter.states().stream().map(State::label).sorted().toList(),
                filter.kind(),
                filter.tags(),
                filter.createdAfter(),
                filter.createdBefore(),
                filter.errorGroup());
    }

    private static @Nullable ErrorGroupId errorGroup(@Nullable String id) {
        return id == null
                ? null
                : ErrorGroupId.parse(id)
                        .orElseThrow(() -> Query.refused(
                                "error_group", "must be an error group's id: err_ and 16 hexadecimal digits"));
    }

    private static Map<String, String> tags(Map<String, String> tags) {
        tags.forEach((name, value) -> {
            if (!name.matches(TagRules.NAME)) {
                throw Query.refused(TAG + name, TagRules.NAME_RULE);
            }
            if (!value.matches(TagRules.VALUE)) {
                throw Query.refused(TAG + name, TagRules.VALUE_RULE);
            }
        });
        return tags;
    }
}
