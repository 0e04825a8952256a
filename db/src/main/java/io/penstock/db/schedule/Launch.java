package io.penstock.db.schedule;

import io.penstock.db.analysis.Analyses;
import io.penstock.db.batch.NewBatch;
import io.penstock.db.batch.WholeBatches;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Submitted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Submits what firings order, in the transaction that notes them: both are there, or neither. */
final class Launch {

    private final Submissions submissions;

    Launch(Submissions submissions) {
        this.submissions = submissions;
    }

    /** Times of plans and wishes to fire at once that nobody has noted before. */
    Round begin(Handle handle, List<NewFiring> firings, Instant now) {
        return submit(handle, firings, FiringRows.write(handle, firings, now), now);
    }

    /** Firings that have waited. */
    Round goOn(Handle handle, List<NewFiring> firings, Instant now) {
        return submit(handle, firings, FiringRows.decide(handle, firings, now), now);
    }

    private Round submit(Handle handle, List<NewFiring> firings, Set<UUID> mine, Instant now) {
        var noted = firings.stream().filter(f -> mine.contains(f.id().uuid())).toList();
        var jobs = new ArrayList<Submission>();
        var parts = new ArrayList<Part>();
        for (var firing : noted) {
            if (firing.order() != null) {
                int from = jobs.size();
                jobs.addAll(jobs(handle, firing.order()));
                parts.add(new Part(firing, from, jobs.size()));
            }
        }
        var answers = submissions.submit(handle, jobs);
        handle.afterCommit(() -> submissions.afterCommit(jobs, answers));
        FiringRows.standIns(handle, standIns(handle, parts, answers));
        return Round.of(noted, now);
    }

    private record Part(NewFiring firing, int from, int to) {}

    private static List<Submission> jobs(Handle handle, Order order) {
        return switch (order) {
            case Order.OneJob(var job) -> List.of(job);
            case Order.WholeBatch(var batch) -> WholeBatches.write(handle, batch);
            case Order.OneAnalysis(var analysis) -> {
                Analyses.create(handle, analysis);
                yield List.of();
            }
        };
    }

    private static Map<FiringId, JobId> standIns(Handle handle, List<Part> parts, List<Submitted> answers) {
        var standIns = new HashMap<FiringId, JobId>();
        for (var part : parts) {
            var own = answers.subList(part.from, part.to);
            if (part.firing.order() instanceof Order.WholeBatch(NewBatch batch)) {
                WholeBatches.submitted(handle, batch, own);
            } else if (part.firing.order() instanceof Order.OneJob
                    && own.getFirst() instanceof Submitted.Deduplicated(var job)) {
                standIns.put(part.firing.id(), job);
            }
        }
        return standIns;
    }
}
