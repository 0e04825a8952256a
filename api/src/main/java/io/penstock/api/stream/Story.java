package io.penstock.api.stream;

import io.penstock.db.event.Ending;
import io.penstock.db.job.Attempt;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.Job;
import io.penstock.db.job.State;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a job so far, as its rows tell it. An attempt that was released or put off has left no row, and is not in it. */
final class Story {

    private final int tenant;
    private final Job job;
    private final List<JobEvent> events = new ArrayList<>();

    private Story(int tenant, Job job) {
        this.tenant = tenant;
        this.job = job;
    }

    static List<JobEvent> of(int tenant, Job job) {
        var story = new Story(tenant, job);
        story.begin();
        job.attempts().forEach(story::attempt);
        story.present();
        story.events.sort(Comparator.comparingInt(JobEvent::number));
        return story.events;
    }

    private void begin() {
        var runAt = job.runAt();
        boolean later = runAt != null && runAt.isAfter(job.createdAt());
        add(EventType.SUBMITTED, 0, later ? State.SCHEDULED : State.QUEUED, job.createdAt(), null);
    }

    private void attempt(Attempt attempt) {
        add(EventType.STARTED, attempt.attempt(), State.RUNNING, attempt.startedAt(), null);
        if (endedARun(attempt)) {
            add(
                    EventType.FAILED,
                    attempt.attempt(),
                    State.FAILED,
                    attempt.finishedAt(),
                    attempt.failure().code());
        } else if (!isLast(attempt)) {
            boolean lost = attempt.failureClass() == FailureClass.WORKER_LOST;
            add(
                    lost ? EventType.RESCUED : EventType.RETRYING,
                    attempt.attempt(),
                    lost ? State.QUEUED : State.RETRYING,
                    attempt.finishedAt(),
                    attempt.failure().code());
        }
    }

    /** Whether the job had failed with this attempt before it was replayed. */
    private boolean endedARun(Attempt attempt) {
        return attempt.nextAt() == null && attempt.attempt() < job.attempt();
    }

    /** Whether the job ended with this attempt, in the same transaction. */
    private boolean isLast(Attempt attempt) {
        var finishedAt = job.finishedAt();
        return finishedAt != null
                && attempt.attempt() == job.attempt()
                && !attempt.finishedAt().isBefore(finishedAt);
    }

    private void present() {
        var startedAt = job.startedAt();
        boolean told = job.attempts().stream().anyMatch(attempt -> attempt.attempt() == job.attempt());
        if (startedAt != null && job.attempt() > 0 && !told) {
            add(EventType.STARTED, job.attempt(), State.RUNNING, startedAt, null);
        }
        var finishedAt = job.finishedAt();
        if (finishedAt != null) {
            var resolution = job.resolution();
            var failure = job.failure();
            events.addAll(JobEvent.of(new Ending(
                    job.id(),
                    tenant,
                    job.kind(),
                    job.attempt(),
                    job.state(),
                    job.batch(),
                    finishedAt,
                    resolution == null ? null : resolution.at(),
                    failure == null ? null : failure.code())));
        }
    }

    private void add(EventType type, int attempt, State state, Instant at, @Nullable String errorCode) {
        events.add(new JobEvent(type, job.id(), tenant, job.kind(), attempt, state, job.batch(), at, errorCode));
    }
}
