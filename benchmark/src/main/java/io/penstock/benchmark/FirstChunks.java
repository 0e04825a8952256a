package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Streamed jobs, one after the other, each with a reader of its events: when its first chunk arrives, against when the provider sent it. */
final class FirstChunks {

    private final Clock clock = Clock.systemUTC();
    private final HttpCaller caller;
    private final Journal journal;

    FirstChunks(HttpCaller caller, Journal journal) {
        this.caller = caller;
        this.journal = journal;
    }

    /** Milliseconds, of each job. */
    double[] measure(int jobs) throws IOException, InterruptedException {
        var millis = new ArrayList<Double>();
        for (int number = 0; number < jobs; number++) {
            journal.clear();
            var job = Json.mapper()
                    .readTree(caller.post("/v1/jobs", streamed("Stream number " + number))
                            .body());
            var arrived = firstChunk("/v1/jobs/" + job.get("id").asString() + "/events");
            var sent = Objects.requireNonNull(journal.entries().getFirst().firstChunkAt());
            millis.add(Duration.between(sent, Objects.requireNonNull(arrived, "No chunk came"))
                            .toNanos()
                    / 1e6);
        }
        return millis.stream().mapToDouble(m -> m).toArray();
    }

    private static String streamed(String content) {
        return Json.write(Map.of(
                "kind", "ai.generate", "payload", Map.of("language", "java", "content", content, "stream", true)));
    }

    /** Reads on until the job has ended, so that the next one is alone. */
    private @Nullable Instant firstChunk(String path) throws IOException, InterruptedException {
        var arrived = new ArrayList<Instant>();
        try (var lines = caller.lines(path)) {
            lines.filter("event: chunk"::equals).forEach(line -> arrived.add(clock.instant()));
        }
        return List.copyOf(arrived).stream().findFirst().orElse(null);
    }
}
