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
        var text = new String(bytes, StandardCharsets.US_ASCII);
        int first = text.indexOf(' ');
        int second = text.indexOf(' ', first + 1);
        if (first < 0 || second < first + 2 || second > first + 6 || second == text.length() - 1) {
            return Optional.empty();
        }
        try {
            int attempt = Integer.parseUnsignedInt(text, first + 1, second, 10);
            return JobId.parse(text.substring(0, first))
                    .map(id -> new LaneRecord(id, attempt, text.substring(second + 1)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
