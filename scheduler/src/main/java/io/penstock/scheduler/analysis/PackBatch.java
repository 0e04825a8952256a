package io.penstock.scheduler.analysis;

import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.Begun;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.NewItem;
import io.penstock.db.batch.Part;
import io.penstock.db.batch.Receptions;
import io.penstock.db.control.Cancellations;
import io.penstock.db.job.BatchId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Terms;
import io.penstock.scheduler.errand.GaveUp;
import java.util.List;
import java.util.Map;

/** The batch with the jobs of an analysis. There is one, whichever scheduler adds to it. */
final class PackBatch {

    private static final String TAG = "penstock:analysis";
    private static final int CANCELLED_AT_ONCE = 1000;

    /** Those who wait for one job go before those who wait for a thousand. */
    private static final int PRIORITY = Terms.DEFAULT_PRIORITY - 1;

    private final Receptions receptions;
    private final Batches batches;
    private final Cancellations cancellations;
    private final AnalysisRuns runs;

    PackBatch(Receptions receptions, Batches batches, Cancellations cancellations, AnalysisRuns runs) {
        this.receptions = receptions;
        this.batches = batches;
        this.cancellations = cancellations;
        this.runs = runs;
    }

    /** Who had it before may have died a moment ago, and its place in the batch is kept for a while. */
    static final class Occupied extends RuntimeException {
        Occupied(BatchId batch) {
            super(batch + " is still kept for whoever added to it before", null, false, false);
        }
    }

    /** To add to it. */
    Receiving open(Work work) {
        if (begin(work) instanceof Receiving receiving) {
            return receiving;
        }
        throw new IllegalStateException("All of the batch is there before its packs are");
    }

    private Begun begin(Work work) {
        var begun = begin(work, "analysis " + work.hold().id());
        runs.note(work.hold(), begun.batch());
        return begun;
    }

    /** The one with the jobs that ask a model; it may be complete. */
    Begun beginReview(Work work) {
        return begin(work, "review of " + work.hold().id());
    }

    private Begun begin(Work work, String key) {
        return switch (receptions.begin(work.hold().tenant(), key, null, tags(work))) {
            case Receiving receiving -> receiving;
            case Begun.Complete complete -> complete;
            case Begun.Busy busy -> throw new Occupied(busy.batch());
            case Begun.Closed closed -> throw new GaveUp("batch_cancelled", "Its batch was cancelled.");
            case Begun.KeyReused other ->
                throw new GaveUp("key_reused", "A batch of the tenant has the key that is its own.");
        };
    }

    /** @param files what is in the pack, by which it is known again */
    void add(Work work, Receiving receiving, int nr, ArtifactId pack, List<?> files) {
        var look = work.request().look();
        var payload = new AnalysisFiles.Payload(
                pack, look.analyzers(), look.disabledRules(), look.severities(), look.thresholds(), look.pmdRules());
        var priority = work.request().options().priority();
        var terms =
                Terms.DEFAULT.priority(priority == null ? PRIORITY : priority).tags(tags(work));
        var job = Submission.of(work.hold().tenant(), AnalysisFiles.KIND, Json.write(payload), terms)
                .referringTo(List.of(pack));
        add(receiving, nr, Sha256.of(Json.write(files)), job);
    }

    /** @param content by which the job is known again */
    void add(Receiving receiving, int nr, byte[] content, Submission job) {
        var item = new NewItem(nr, null, content, new Read.Valid<>(job));
        if (receptions.store(receiving, List.of(item)) instanceof Part.Lost) {
            throw new GaveUp("batch_cancelled", "Its batch was cancelled.");
        }
    }

    static Map<String, String> tags(Work work) {
        return Map.of(TAG, work.hold().id().toString());
    }

    /** All of it is there. */
    BatchId seal(Work work) {
        var begun = begin(work);
        if (begun instanceof Receiving receiving) {
            seal(work, receiving);
        }
        return begun.batch();
    }

    void seal(Work work, Receiving receiving) {
        receptions.seal(receiving, Sha256.of(work.hold().id().toString()));
    }

    void release(Receiving receiving) {
        receptions.release(receiving);
    }

    void cancel(Work work, BatchId batch) {
        batches.cancel(work.hold().tenant(), batch);
        cancellations.request(batch, CANCELLED_AT_ONCE);
    }
}
