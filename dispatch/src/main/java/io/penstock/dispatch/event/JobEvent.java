package io.penstock.dispatch.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.penstock.catalog.json.Json;
import io.penstock.db.claim.Claim;
import io.penstock.db.event.Ending;
import io.penstock.db.gate.Unclaimed.Returned;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submitted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Something that happened to a job. The same whoever tells it and however often: who reads events knows a repeated one by its id, and one
 * that comes late by its number.
 *
 * @param state of the job after it
 * @param at when, by the database's clock
 */
public record JobEvent(
        EventType type,
        JobId job,
        int tenant,
        String kind,
        int attempt,
        State state,
        @Nullable BatchId batch,
        Instant at,
        @Nullable String errorCode) {

    private static final int LONGEST = 10_000;

    public JobEvent {
        if (!isPlain(kind) || (errorCode != null && !isPlain(errorCode))) {
            throw new IllegalArgumentException("A kind and an error's code are words of letters, digits, dots and _");
        }
    }

    /** Such text needs no quoting in JSON. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** What is to be told of submissions: those that made a job. */
    public static List<JobEvent> of(List<Submission> submissions, List<Submitted> answers) {
        var made = new ArrayList<JobEvent>(submissions.size());
        for (int i = 0; i < submissions.size(); i++) {
            if (answers.get(i) instanceof Submitted.Created created) {
                made.add(of(submissions.get(i), created.createdAt()));
            }
        }
        return made;
    }

    private static JobEvent of(Submission s, Instant at) {
        var runAt = s.terms().runAt();
        var batch = s.batch();
        return new JobEvent(
                EventType.SUBMITTED,
                s.id(),
                s.tenant(),
                s.kind().name(),
                0,
                runAt != null && runAt.isAfter(at) ? State.SCHEDULED : State.QUEUED,
                batch == null ? null : batch.batch(),
                at,
                null);
    }

    /** What is to be told of jobs whose time has come. */
    public static List<JobEvent> due(List<Moved> jobs) {
        return queued(jobs, EventType.DUE, null);
    }

    /** What is to be told of jobs that had ended and run once more. */
    public static List<JobEvent> replayed(List<Moved> jobs, State state) {
        return of(jobs, EventType.REPLAYED, state);
    }

    /** What is to be told of jobs that were given another time. */
    public static List<JobEvent> moved(List<Moved> jobs, State state) {
        return of(jobs, EventType.MOVED, state);
    }

    private static List<JobEvent> of(List<Moved> jobs, EventType type, State state) {
        return jobs.stream()
                .map(job -> new JobEvent(
                        type, job.id(), job.tenant(), job.kind(), job.attempt(), state, job.batch(), job.at(), null))
                .toList();
    }

    /** What is to be told of jobs that are back behind their gate, as nobody took them from their lane: that they were on it, too. */
    public static List<JobEvent> returned(List<Returned> jobs) {
        return jobs.stream()
                .flatMap(back -> Stream.of(
                        queued(back.job(), EventType.DISPATCHED, back.dispatchedAt(), null),
                        queued(back.job(), EventType.RETURNED, back.job().at(), null)))
                .toList();
    }

    /** What is to be told of jobs that a worker took from their lane: what others are to have heard of by then, too. */
    public static List<JobEvent> started(List<Claim> claims) {
        var told = new ArrayList<JobEvent>(claims.size() * 3);
        for (var claim : claims) {
            if (claim.submittedAt() != null) {
                told.add(of(claim, EventType.SUBMITTED, 0, State.QUEUED, claim.submittedAt(), null));
            }
            told.add(of(claim, EventType.DISPATCHED, claim.attempt() - 1, State.QUEUED, claim.dispatchedAt(), null));
            told.add(of(claim, EventType.STARTED, State.RUNNING, claim.claimedAt(), null));
        }
        return told;
    }

    /** What happened to the job of a claim. */
    public static JobEvent of(Claim claim, EventType type, State state, Instant at, @Nullable String errorCode) {
        return of(claim, type, claim.attempt(), state, at, errorCode);
    }

    private static JobEvent of(
            Claim claim, EventType type, int attempt, State state, Instant at, @Nullable String errorCode) {
        return new JobEvent(
                type, claim.id(), claim.tenant(), claim.kind(), attempt, state, claim.batch(), at, errorCode);
    }

    /** What is to be told of jobs whose worker gave them back. */
    public static List<JobEvent> released(List<Moved> jobs) {
        return queued(jobs, EventType.RELEASED, null);
    }

    /** What is to be told of jobs whose worker was lost. */
    public static List<JobEvent> rescued(List<Moved> jobs) {
        return queued(jobs, EventType.RESCUED, "worker_lost");
    }

    private static List<JobEvent> queued(List<Moved> jobs, EventType type, @Nullable String errorCode) {
        return jobs.stream().map(job -> queued(job, type, job.at(), errorCode)).toList();
    }

    private static JobEvent queued(Moved job, EventType type, Instant at, @Nullable String errorCode) {
        return new JobEvent(
                type, job.id(), job.tenant(), job.kind(), job.attempt(), State.QUEUED, job.batch(), at, errorCode);
    }

    /** What is to be told of a job that ended: how it did, and if it was resolved since, that too. */
    public static List<JobEvent> of(Ending ending) {
        var resolvedAt = ending.resolvedAt();
        if (resolvedAt == null) {
            return List.of(of(ending, EventType.of(ending.state()), ending.state(), ending.at(), ending.errorCode()));
        }
        return List.of(
                of(ending, EventType.OUTCOME_UNKNOWN, State.OUTCOME_UNKNOWN, ending.at(), "effect_unknown"),
                of(ending, EventType.RESOLVED, ending.state(), resolvedAt, ending.errorCode()));
    }

    private static JobEvent of(Ending e, EventType type, State state, Instant at, @Nullable String errorCode) {
        return new JobEvent(type, e.id(), e.tenant(), e.kind(), e.attempt(), state, e.batch(), at, errorCode);
    }

    /** Grows from each of a job's transitions to the next. */
    public int number() {
        return number(attempt, type);
    }

    public static int number(int attempt, EventType type) {
        return attempt * 10 + type.phase();
    }

    public String id() {
        return id(job.toString());
    }

    private String id(String text) {
        var id = text + "." + number();
        return type.mayComeAgain() ? id + "." + ChronoUnit.MICROS.between(Instant.EPOCH, at) : id;
    }

    /**
     * For the topic. By the key the events of one job are in one partition. Those of one statement have the same time, whose text is
     * dear.
     */
    static List<ProducerRecord<byte[], byte[]>> records(String topic, List<JobEvent> events) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(events.size());
        Instant at = Instant.EPOCH;
        var when = at.toString();
        for (var event : events) {
            if (!event.at.equals(at)) {
                at = event.at;
                when = at.toString();
            }
            var text = event.job.toString();
            records.add(
                    new ProducerRecord<>(topic, text.getBytes(StandardCharsets.US_ASCII), event.encode(text, when)));
        }
        return records;
    }

    public byte[] encode() {
        return encode(job.toString(), at.toString());
    }

    /** By hand: there are several for every job, and nothing in it needs quoting. */
    private byte[] encode(String text, String when) {
        var json = new StringBuilder(300)
                .append("{\"id\":\"")
                .append(id(text))
                .append("\",\"type\":\"")
                .append(type.label())
                .append("\",\"job\":\"")
                .append(text)
                .append("\",\"number\":")
                .append(number())
                .append(",\"tenant\":")
                .append(tenant)
                .append(",\"kind\":\"")
                .append(kind)
                .append("\",\"attempt\":")
                .append(attempt)
                .append(",\"state\":\"")
                .append(state.label());
        if (batch != null) {
            json.append("\",\"batch\":\"").append(batch);
        }
        if (errorCode != null) {
            json.append("\",\"error_code\":\"").append(errorCode);
        }
        return json.append("\",\"at\":\"").append(when).append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Nothing when it is not an event that this version knows. */
    public static Optional<JobEvent> decode(byte @Nullable [] json) {
        if (json == null || json.length > LONGEST) {
            return Optional.empty();
        }
        try {
            Written written = Json.readTrusted(new String(json, StandardCharsets.UTF_8), Written.class);
            return written == null ? Optional.empty() : written.event();
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whoever may write to the topic wrote it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Written(
            @Nullable String type,
            @Nullable String job,
            int tenant,
            @Nullable String kind,
            int attempt,
            @Nullable String state,
            @Nullable String batch,
            @Nullable Instant at,
            @Nullable String errorCode) {

        Optional<JobEvent> event() {
            if (type == null || job == null || kind == null || state == null || at == null) {
                return Optional.empty();
            }
            var known = EventType.parse(type);
            var id = JobId.parse(job);
            var stands = State.parse(state);
            if (known.isEmpty() || id.isEmpty() || stands.isEmpty()) {
                return Optional.empty();
            }
            var of = batch == null ? null : BatchId.parse(batch).orElse(null);
            return Optional.of(
                    new JobEvent(known.get(), id.get(), tenant, kind, attempt, stands.get(), of, at, errorCode));
        }
    }
}
