package io.penstock.api.inspect;

import io.penstock.api.query.PageToken;
import io.penstock.api.query.Query;
import io.penstock.catalog.json.Rfc3339;
import io.penstock.db.job.JobFilter;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which page of which list is asked for. A page's token says where the next one begins, and belongs to its filter. */
record ListQuery(JobFilter filter, @Nullable JobId olderThan, int size) {

    private static final Set<String> KNOWN =
            Set.of("state", "kind", "created_after", "created_before", "page_size", "page_token");

    /** Before the name of a tag. */
    private static final String TAG = "tag.";

    static ListQuery of(Query query) {
        query.knowing(KNOWN, TAG);
        var filter = new JobFilter(
                states(query.all("state")),
                kind(query.one("kind")),
                query.after(TAG),
                time(query, "created_after"),
                time(query, "created_before"));
        var place = PageToken.read(query, fingerprint(filter));
        return new ListQuery(filter, place == null ? null : new JobId(place), query.pageSize());
    }

    String tokenAfter(JobId last) {
        return PageToken.of(fingerprint(filter), last.uuid());
    }

    private static Set<State> states(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(label ->
                        State.parse(label).orElseThrow(() -> Query.refused("state", "must be one of " + labels())))
                .collect(Collectors.toSet());
    }

    private static String labels() {
        return Arrays.stream(State.values()).map(State::label).collect(Collectors.joining(", "));
    }

    /** Jobs outlive their kinds, so any name will do. */
    private static @Nullable String kind(@Nullable String name) {
        if (name != null && !name.matches("[a-z0-9_.]{1,200}")) {
            throw Query.refused("kind", "must be the name of a kind");
        }
        return name;
    }

    private static @Nullable Instant time(Query query, String name) {
        var value = query.one(name);
        return value == null
                ? null
                : Rfc3339.parse(value).orElseThrow(() -> Query.refused(name, "must be " + Rfc3339.NAMED));
    }

    /** Of the text, as an enum's own hash differs from process to process. */
    private static int fingerprint(JobFilter filter) {
        var states = filter.states().stream().map(State::label).sorted().toList();
        return List.of(
                        states,
                        filter.kind() + "",
                        filter.tags(),
                        filter.createdAfter() + "",
                        filter.createdBefore() + "")
                .hashCode();
    }
}
