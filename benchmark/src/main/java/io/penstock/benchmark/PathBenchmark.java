package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.submission.Submission;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** No-op jobs, bulk-submitted in process, enqueuing and working at once, through Kafka, from submit to outcome. */
final class PathBenchmark {

    private static final int BATCH = 500;
    private static final int SUBMITTERS = 2;

    /** About 200 bytes. */
    static final String PAYLOAD = Json.write(Probe.Payload.noted("x".repeat(110)));

    private PathBenchmark() {}

    /** Jobs a second. */
    static double measure(Rig rig, int jobs) {
        long before = rig.succeeded();
        long began = System.nanoTime();
        try (var submitters = Executors.newFixedThreadPool(SUBMITTERS)) {
            for (int done = 0; done < jobs; done += BATCH) {
                submitters.execute(() -> rig.submissions.submitAll(batch(rig)));
            }
        }
        while (rig.succeeded() - before < jobs) {
            LockSupport.parkNanos(1_000_000);
        }
        return jobs / ((System.nanoTime() - began) / 1e9);
    }

    private static List<Submission> batch(Rig rig) {
        return Stream.generate(() -> Submission.of(rig.tenant, Probe.KIND, PAYLOAD))
                .limit(BATCH)
                .toList();
    }
}
