package io.penstock.api.inspect;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import io.penstock.db.job.JobFilter;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** Which page of which list is asked for. A page's token says where the next one begins, and belongs to its filter. */
record ListQuery(JobFilter filter, @Nullable JobId olderThan, int size) {

    private static final int DEFAULT_SIZE = 50;
    private static final int LARGEST = 500;
    private static final Set<String> KNOWN =
            Set.of("state", "kind", "created_after", "created_before", "page_size", "page_token");

    static ListQuery of(MultiValueMap<String, String> parameters) {
        for (var name : parameters.keySet()) {
            if (!KNOWN.contains(name)) {
                throw refused(name, "is not a known parameter");
            }
        }
        var filter = new JobFilter(
                states(parameters.getOrDefault("state", List.of())),
                parameters.getFirst("kind"),
                time(parameters, "created_after"),
                time(parameters, "created_before"));
        return new ListQuery(
                filter, olderThan(parameters.getFirst("page_token"), filter), size(parameters.getFirst("page_size")));
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
                .map(label -> State.parse(label).orElseThrow(() -> refused("state", "must be one of " + labels())))
                .collect(Collectors.toSet());
    }

    private static String labels() {
        return Arrays.stream(State.values()).map(State::label).collect(Collectors.joining(", "));
    }

    private static @Nullable Instant time(MultiValueMap<String, String> parameters, String name) {
        var value = parameters.getFirst(name);
        try {
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw refused(name, "must be an RFC 3339 time such as 2030-01-31T08:00:00Z");
        }
    }

    private static int size(@Nullable String value) {
        if (value == null) {
            return DEFAULT_SIZE;
        }
        if (!value.matches("\\d{1,4}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > LARGEST) {
            throw refused("page_size", "must be between 1 and " + LARGEST);
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
            throw refused("page_token", "is not a token of this list");
        }
        if (bytes.remaining() != 20 || bytes.getInt() != fingerprint(filter)) {
            throw refused("page_token", "is not a token of this list with this filter");
        }
        return new JobId(new UUID(bytes.getLong(), bytes.getLong()));
    }

    /** Of the text, as an enum's own hash differs from process to process. */
    private static int fingerprint(JobFilter filter) {
        var states = filter.states().stream().map(State::label).sorted().toList();
        return List.of(states, filter.kind() + "", filter.createdAfter() + "", filter.createdBefore() + "")
                .hashCode();
    }

    private static Refusal refused(String parameter, String rule) {
        return new Refusal(Problem.invalid(
                "The parameter " + parameter + " " + rule + ".", List.of(new Violation("/" + parameter, rule))));
    }
}
