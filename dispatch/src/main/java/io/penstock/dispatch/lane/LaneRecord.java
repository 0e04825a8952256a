package io.penstock.dispatch.lane;

import io.penstock.db.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What travels on a lane: which job, how many attempts it has behind it, and its kind; nothing that could go stale. As text with spaces
 * between, {@code job_0199… 0 probe}, so that any console consumer can read it.
 */
public record LaneRecord(JobId id, int attempt, String kind) {

    public byte[] encode() {
        return (id + " " + attempt + " " + kind).getBytes(StandardCharsets.US_ASCII);
    }

    /** Nothing when it is not a record of ours. */
    public static Optional<LaneRecord> decode(byte[] bytes) {
        if (bytes == null || bytes.length > 500) {
            return Optional.empty();
        }
        var parts = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
        if (parts.length != 3 || !parts[1].matches("\\d{1,5}")) {
            return Optional.empty();
        }
        return JobId.parse(parts[0]).map(id -> new LaneRecord(id, Integer.parseInt(parts[1]), parts[2]));
    }
}
