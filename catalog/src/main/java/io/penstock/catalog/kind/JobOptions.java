package io.penstock.catalog.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.catalog.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In what a job differs from its kind. Stored with the job, so that a kind may change without changing the jobs that wait.
 *
 * @param timeout how long one attempt may take
 * @param callback the URL that is told of the job's end
 * @param version of the payload, when it is not 1
 * @param needs for who runs it once more
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobOptions(
        @Nullable Duration timeout,
        @Nullable RetryPolicy retry,
        @Nullable String callback,
        @Nullable Integer version,
        @Nullable Needs needs) {

    public static final JobOptions NONE = new JobOptions(null, null, null, null, null);

    /**
     * What it needs besides what its kind does, to come to its turn.
     *
     * @param limits by their names
     * @param units of the limits that count them, and its cost
     * @param key of the jobs that it must not overlap with, of which so many may be on their way, in their order or in any
     * @param unique the key under which it may exist once, per kind or not, for so long or until it ends
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Needs(
            @Nullable List<String> limits,
            @Nullable Map<String, Long> units,
            @Nullable String key,
            @Nullable Integer keyMax,
            @Nullable Boolean keyOrdered,
            @Nullable String unique,
            @Nullable Boolean uniquePerKind,
            @Nullable Duration uniqueFor) {}

    /** Nothing when there is nothing to store. */
    public @Nullable String write() {
        return equals(NONE) ? null : Json.write(this);
    }

    public static JobOptions read(@Nullable String json) {
        return json == null ? NONE : Json.readTrusted(json, JobOptions.class);
    }

    public Duration timeoutOr(Duration ofKind) {
        return timeout == null ? ofKind : timeout;
    }

    public RetryPolicy retryOr(RetryPolicy ofKind) {
        return retry == null ? ofKind : retry;
    }

    public int versionOrFirst() {
        return version == null ? 1 : version;
    }
}
