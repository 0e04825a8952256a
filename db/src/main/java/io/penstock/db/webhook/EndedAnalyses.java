package io.penstock.db.webhook;

import io.penstock.catalog.json.Json;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.job.Failure;
import io.penstock.db.submission.Submissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Tells of the ends of analyses whoever wants to know, in the transaction that ends them. */
public final class EndedAnalyses {

    private final NewDeliveries deliveries;

    public EndedAnalyses(Submissions submissions) {
        this.deliveries = new NewDeliveries(submissions);
    }

    /** What a receiver is told of an analysis's end. The report is for who has a key. */
    private record Body(String type, Instant timestamp, Data data) {}

    private record Data(
            String id,
            String name,
            String state,
            @Nullable String revision,
            @Nullable Boolean passed,
            @Nullable Failure error,
            Instant createdAt,
            Instant finishedAt,
            Map<String, String> tags) {}

    public void tell(Handle handle, Analysis analysis) {
        var url = analysis.callback();
        if (url != null) {
            deliveries.make(handle, List.of(callback(analysis, url)));
        }
    }

    private static Callback callback(Analysis analysis, String url) {
        var finished = Objects.requireNonNull(analysis.finishedAt());
        var data = new Data(
                analysis.id().toString(),
                analysis.name(),
                analysis.state().label(),
                analysis.revision(),
                analysis.passed(),
                analysis.failure(),
                analysis.createdAt(),
                finished,
                analysis.tags());
        var type = "analysis." + data.state;
        return new Callback(
                analysis.tenant(), url, type, analysis.id().uuid(), Json.write(new Body(type, finished, data)));
    }
}
