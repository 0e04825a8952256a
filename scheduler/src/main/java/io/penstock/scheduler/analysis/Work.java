package io.penstock.scheduler.analysis;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.AnalysisRuns.Taken;
import io.penstock.db.analysis.Hold;
import io.penstock.db.request.AnalysisRequest;
import io.penstock.scheduler.errand.Errand;
import io.penstock.scheduler.errand.Errand.Stop;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An analysis that this scheduler has at work. */
final class Work {

    private final Taken taken;
    private final AnalysisRequest request;
    private final Errand errand;

    private volatile @Nullable ArtifactId snapshot;

    Work(Taken taken) {
        this.taken = taken;
        this.snapshot = taken.analysis().snapshot();
        this.request = AnalysisRequest.stored(taken.analysis().request());
        this.errand = new Errand(
                taken.hold().id(), taken.hold().runner(), taken.analysis().tries());
        if (taken.analysis().cancelRequestedAt() != null) {
            errand.stop(Stop.CANCELLED);
        }
    }

    Errand errand() {
        return errand;
    }

    Hold hold() {
        return taken.hold();
    }

    /** As it was when it was taken. */
    Analysis analysis() {
        return taken.analysis();
    }

    AnalysisRequest request() {
        return request;
    }

    /** All files that are looked at. */
    ArtifactId snapshot() {
        return Objects.requireNonNull(snapshot, "There is no snapshot yet");
    }

    void snapshot(ArtifactId taken) {
        snapshot = taken;
    }

    /** To be called between things that are done as a whole. */
    void check() {
        errand.check();
    }

    /** Rests, unless it is stopped. */
    void rest(Duration time) throws InterruptedException {
        errand.rest(time);
    }
}
