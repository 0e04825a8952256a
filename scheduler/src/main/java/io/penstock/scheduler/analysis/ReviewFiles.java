package io.penstock.scheduler.analysis;

import io.penstock.analyzer.source.Language;
import io.penstock.catalog.ai.AiFindings;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.analysis.AnalysisResults;
import io.penstock.db.analysis.Reviews;
import io.penstock.db.analysis.Reviews.Ended;
import io.penstock.db.analysis.SideBySide.Compared;
import io.penstock.db.aside.Results;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.limit.Money;
import io.penstock.db.limit.Weights;
import io.penstock.db.request.AnalysisRequest.Review;
import io.penstock.db.request.AnalysisRequests;
import io.penstock.db.submission.Submission;
import io.penstock.report.compare.Counts;
import io.penstock.report.summary.Score;
import io.penstock.report.summary.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Asks a model of some files, the worst first, some at a time. What a job may cost is set aside before it is made, so that all together
 * never cost more than the client allows.
 */
final class ReviewFiles implements Tasklet {

    private static final int AT_ONCE = 8;
    private static final Duration REST = Duration.ofMillis(500);
    private static final int LONGEST_MESSAGE = 1000;

    private record Candidate(int nr, String path, String language, long score) {
        static Candidate of(Compared file) {
            var now = Objects.requireNonNull(file.now());
            return new Candidate(file.nr(), file.path(), now.language(), Score.of(now, Counts.of(now.findings())));
        }
    }

    private final Work work;
    private final Review review;
    private final long most;
    private final Shelves shelves;
    private final PackBatch batch;
    private final Reviews reviews;
    private final AnalysisResults found;
    private final Predecessors predecessors;
    private final AnalysisRequests requests;
    private final Results results;

    ReviewFiles(
            Work work,
            Shelves shelves,
            PackBatch batch,
            Reviews reviews,
            AnalysisResults found,
            Predecessors predecessors,
            AnalysisRequests requests,
            Results results) {
        this.work = work;
        this.review = Objects.requireNonNull(work.request().options().review());
        this.most =
                Money.millionths(Objects.requireNonNull(work.request().options().maxCost()));
        this.shelves = shelves;
        this.batch = batch;
        this.reviews = reviews;
        this.found = found;
        this.predecessors = predecessors;
        this.requests = requests;
        this.results = results;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        if (batch.beginReview(work) instanceof Receiving receiving) {
            reviews.in(work.hold(), receiving.batch());
            try {
                ask(receiving);
                batch.seal(work, receiving);
            } finally {
                batch.release(receiving);
            }
        }
        return RepeatStatus.FINISHED;
    }

    private void ask(Receiving receiving) throws IOException, InterruptedException {
        var before = predecessors.of(work);
        if (before.isPresent()) {
            reviews.carry(work.hold(), before.get().id());
        }
        var there = reviews.there(id());
        var candidates = candidates(before.map(one -> one.id()));
        // Whoever was here before may have chosen some whose jobs it did not come to make.
        var open = reviews.open(id());
        for (var candidate : candidates) {
            if (open.contains(candidate.nr)) {
                submit(receiving, candidate);
            }
        }
        candidates.removeIf(candidate -> there.contains(candidate.nr));
        choose(receiving, candidates);
        while (!candidates.isEmpty() || !reviews.open(id()).isEmpty()) {
            work.check();
            var ended = reviews.ended(work.hold(), receiving.batch());
            for (var one : ended) {
                note(one);
            }
            if (ended.isEmpty()) {
                work.rest(REST);
            } else {
                choose(receiving, candidates);
            }
        }
    }

    private AnalysisId id() {
        return work.hold().id();
    }

    /** The worst first; as many as are wanted. The same for whoever goes on. */
    private Deque<Candidate> candidates(Optional<AnalysisId> before) {
        boolean changed =
                review.files() == null ? before.isPresent() : review.files().equals("changed");
        Predicate<Compared> wanted = file -> isProgram(file.now()) && (!changed || !isSame(file));
        var order = Comparator.comparingLong(Candidate::score).thenComparing(Candidate::nr, Comparator.reverseOrder());
        var worst = new PriorityQueue<>(order);
        try (var both = found.compare(id(), before.orElse(null));
                var files = both.files()) {
            files.filter(wanted).map(Candidate::of).forEach(candidate -> {
                worst.add(candidate);
                if (worst.size() > review.mostFiles()) {
                    worst.remove();
                }
            });
        }
        return new ArrayDeque<>(worst.stream().sorted(order.reversed()).toList());
    }

    private static boolean isProgram(@Nullable AnalyzedFile file) {
        return file != null
                && Language.find(file.language()).filter(Language::isProgram).isPresent();
    }

    private static boolean isSame(Compared file) {
        var now = file.now();
        var before = file.before();
        return now != null && before != null && now.sha256().equals(before.sha256());
    }

    /** One that costs too much waits until it is known what the others cost, and is left out if that does not help. */
    private void choose(Receiving receiving, Deque<Candidate> candidates) throws IOException {
        int open = reviews.open(id()).size();
        while (!candidates.isEmpty() && open < AT_ONCE) {
            var next = candidates.getFirst();
            var job = job(next);
            long estimate = job.map(one -> one.terms().units().getOrDefault(Weights.COST, 0L))
                    .orElse(0L);
            if (job.isPresent() && reviews.spent(id()) + estimate <= most) {
                reviews.choose(work.hold(), next.nr, estimate);
                add(receiving, next, job.get());
                open++;
            } else if (job.isPresent() && open > 0) {
                return;
            }
            candidates.removeFirst();
        }
    }

    private void submit(Receiving receiving, Candidate candidate) throws IOException {
        var job = job(candidate);
        if (job.isPresent()) {
            add(receiving, candidate, job.get());
        }
    }

    private void add(Receiving receiving, Candidate candidate, Submission job) {
        batch.add(receiving, candidate.nr, Sha256.of(candidate.path), job);
    }

    /** Nothing of a file that no model can be asked of, such as an empty one. */
    private Optional<Submission> job(Candidate candidate) throws IOException {
        try (var files = new SnapshotFiles(shelves.open(work, work.snapshot()))) {
            files.skipTo(candidate.nr - 1);
            var text = Objects.requireNonNull(files.next()).file().text();
            return requests.review(work.hold().tenant(), review, candidate.language, text, PackBatch.tags(work))
                            instanceof Read.Valid<Submission>(var job)
                    ? Optional.of(job)
                    : Optional.empty();
        }
    }

    private void note(Ended ended) throws IOException {
        var said = ended.error() == null
                ? results.read(work.hold().tenant(), ended.job(), AiFindings.class)
                        .orElse(null)
                : null;
        if (said == null) {
            reviews.failed(work.hold(), ended.nr(), ended.error() == null ? "result_gone" : ended.error(), null);
        } else {
            var cost = said.cost();
            reviews.said(
                    work.hold(),
                    ended.nr(),
                    said.findings().stream().map(ReviewFiles::finding).toList(),
                    cost == null ? null : Money.millionths(cost));
        }
    }

    private static Finding finding(io.penstock.catalog.ai.Finding said) {
        var category = said.category().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        var rule = "ai/" + (category.matches("[a-z0-9-]{1,60}") ? category : "review");
        var message = said.suggestion() == null ? said.message() : said.message() + " " + said.suggestion();
        int line = said.line() == null ? 1 : Math.max(1, said.line());
        return new Finding(
                rule,
                said.severity(),
                Words.cut(message, LONGEST_MESSAGE),
                line,
                1,
                line,
                1,
                HexFormat.of().formatHex(Sha256.of(rule + " " + message), 0, 8));
    }
}
