package io.penstock.api.inspect;

import io.penstock.api.query.Query;
import io.penstock.catalog.json.Rfc3339;
import io.penstock.db.job.JobFilter;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which page of which list is asked for. A page's token says where the next one begins, and belongs to its filter. */
record ListQuery(JobFilter filter, @Nullable JobId olderThan, int size) {

    private static final int DEFAULT_SIZE = 50;
    private static final int LARGEST = 500;
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
        return new ListQuery(filter, olderThan(query.one("page_token"), filter), size(query.one("page_size")));
    }

    String tokenAfter(JobId last) {
        var bytes = ByteBuffer.allocate(20)
                .putInt(fingerprint(filter))
                .putLong(last.uuid().getMostSignificantBits())
                .putLong(last.uuid().getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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

    private static int size(@Nullable String value) {
        if (value == null) {
            return DEFAULT_SIZE;
        }
        if (!value.matches("\\d{1,4}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > LARGEST) {
            throw Query.refused("page_size", "must be between 1 and " + LARGEST);
        }
        return Integer.parseInt(value);
    }

    private static @Nullable JobId olderThan(@Nullable String token, JobFilter filter) {
        if (token == null) {
            return null;
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
        } catch (IllegalArgumentException e) {
            throw Query.refused("page_token", "is not a token of this list");
        }
        if (bytes.remaining() != 20 || bytes.getInt() != fingerprint(filter)) {
            throw Query.refused("page_token", "is not a token of this list with this filter");
        }
        return new JobId(new UUID(bytes.getLong(), bytes.getLong()));
    }

    /** Of the text, as an enum's own hash differs from process to process. */
    private static int fingerprint(JobFilter filter) {
        var states = filter.states().stream().map(State::label).sorted().toList();
        return List.of(states, filter.kind() + "", filter.createdAfter() + "", filter.createdBefore() + "")
                .hashCode();
    }
}
