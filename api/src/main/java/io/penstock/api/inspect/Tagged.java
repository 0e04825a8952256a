package io.penstock.api.inspect;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.job.Job;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * A job's view as it is sent, and a tag that differs when the view does.
 *
 * @param tag as a header has it, with its quotes
 */
@SuppressWarnings("ArrayRecordComponent")
record Tagged(byte[] json, String tag) {

    static Tagged of(Job job) {
        var json = Json.write(JobView.of(job));
        var hash = Sha256.of(json);
        return new Tagged(
                json.getBytes(StandardCharsets.UTF_8), '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
    }

    /** Whether the tag is one of those of a header If-None-Match. */
    boolean isIn(String header) {
        return Stream.of(header.split(",", -1))
                .map(String::strip)
                .anyMatch(t -> t.equals(tag) || t.equals("W/" + tag) || t.equals("*"));
    }
}
