package io.penstock.benchmark;

import io.penstock.benchmark.Figures.Rounds;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.catalog.kind.RetryPolicy.Backoff;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Terms;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;

/** Jobs whose first attempt fails and whose second succeeds, against jobs that succeed at once, in turns. */
public final class LifeBenchmark {

    private static final String FAILS_ONCE = "{\"fail_times\":1}";
    private static final Terms AT_ONCE =
            Terms.DEFAULT.retry(new RetryPolicy(5, Backoff.FIXED, Duration.ZERO, Duration.ZERO, 0));

    private final PrintWriter out;

    public LifeBenchmark(PrintWriter out) {
        this.out = out;
    }

    public void run(Path folder, int jobs, int warmUp, int rounds) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("life");
            try (var database = stage.open("life");
                    var rig = stage.rig(database, "life")) {
                out.printf("%,d no-op jobs a round, each retried once without a delay, against the path%n", jobs);
                var figures = new Rounds();
                for (int round = 1 - warmUp; round <= rounds; round++) {
                    double path = PathBenchmark.measure(rig, jobs);
                    double life = PathBenchmark.measure(
                            rig, jobs, () -> Submission.of(rig.tenant, Probe.KIND, FAILS_ONCE, AT_ONCE));
                    out.printf(
                            "%s path %,.0f jobs/s, life %,.0f jobs/s, ratio %.2f%n",
                            round < 1 ? "warm-up: " : "round %2d:".formatted(round), path, life, life / path);
                    out.flush();
                    if (round >= 1) {
                        figures.add(path, life, life / path);
                    }
                }
                out.printf(
                        "median: path %,.0f jobs/s, life %,.0f jobs/s, ratio %.2f (from %.2f to %.2f)%n",
                        figures.median(f -> f[0]),
                        figures.median(f -> f[1]),
                        figures.median(f -> f[2]),
                        figures.least(f -> f[2]),
                        figures.most(f -> f[2]));
            }
        }
    }
}
