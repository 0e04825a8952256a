package io.penstock.db.schedule;

import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.analysis.NewAnalysis;
import io.penstock.db.batch.NewBatch;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission;
import org.jspecify.annotations.Nullable;

/** What one firing submits. */
sealed interface Order {

    record OneJob(Submission job) implements Order {}

    record WholeBatch(NewBatch batch) implements Order {}

    record OneAnalysis(NewAnalysis analysis) implements Order {}

    default @Nullable AnalysisId analysisId() {
        return this instanceof OneAnalysis one ? one.analysis.id() : null;
    }

    default @Nullable JobId jobId() {
        return this instanceof OneJob one ? one.job.id() : null;
    }

    default @Nullable BatchId batchId() {
        return this instanceof WholeBatch whole ? whole.batch.id() : null;
    }
}
