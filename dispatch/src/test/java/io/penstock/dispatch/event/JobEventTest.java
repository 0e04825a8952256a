package io.penstock.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.claim.Claim;
import io.penstock.db.event.Ending;
import io.penstock.db.gate.Unclaimed.Returned;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobEventTest {

    private static final JobId JOB =
            JobId.parse("job_0199e1d2c3b47a5e8f901234567890ab").orElseThrow();
    private static final Instant AT = Instant.parse("2030-01-31T08:00:00.123456Z");

    @Test
    void anEventIsJson() {
        var batch = BatchId.parse("bat_0199e1d2c3b47a5e8f901234567890ab").orElseThrow();
        var event = new JobEvent(EventType.FAILED, JOB, 7, "http.request", 2, State.FAILED, batch, AT, "timeout");
        assertThat(text(event)).isEqualTo("""
                {"id":"job_0199e1d2c3b47a5e8f901234567890ab.28","type":"job.failed","job":"job_0199e1d2c3b47a5e8f901234567890ab",\
                "number":28,"tenant":7,"kind":"http.request","attempt":2,"state":"failed",\
                "batch":"bat_0199e1d2c3b47a5e8f901234567890ab","error_code":"timeout","at":"2030-01-31T08:00:00.123456Z"}""");
    }

    @ParameterizedTest
    @EnumSource
    void whatWasWrittenIsRead(EventType type) {
        var event = new JobEvent(type, JOB, 1, "probe", 1, State.QUEUED, null, AT, null);
        assertThat(JobEvent.decode(event.encode())).contains(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "[]", "{}", "null", "{\"type\":\"job.submitted\"}", "{\"type\":\"job.unheard_of\"}"})
    void whatIsNoEventIsNotRead(String text) {
        assertThat(JobEvent.decode(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(JobEvent.decode(null)).isEmpty();
    }

    @Test
    void aFieldThatALaterVersionAddsIsLeftAside() {
        var event = new JobEvent(EventType.STARTED, JOB, 1, "probe", 1, State.RUNNING, null, AT, null);
        var later = text(event).replace("{\"id\"", "{\"more\":{},\"id\"");
        assertThat(JobEvent.decode(later.getBytes(StandardCharsets.UTF_8))).contains(event);
    }

    @Test
    void theNumbersOfAJobsEventsGrow() {
        assertThat(new int[] {
                    JobEvent.number(0, EventType.SUBMITTED),
                    JobEvent.number(0, EventType.CANCELLED),
                    JobEvent.number(1, EventType.STARTED),
                    JobEvent.number(1, EventType.RETRYING),
                    JobEvent.number(1, EventType.EXPIRED),
                    JobEvent.number(2, EventType.STARTED),
                    JobEvent.number(2, EventType.OUTCOME_UNKNOWN),
                    JobEvent.number(2, EventType.RESOLVED)
                })
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aJobMayBeDispatchedAgainWithinAnAttemptAndThatIsAnotherEvent() {
        var first = returned(AT);
        assertThat(first)
                .extracting(JobEvent::type, JobEvent::at)
                .containsExactly(tuple(EventType.DISPATCHED, AT), tuple(EventType.RETURNED, AT.plusSeconds(10)));
        assertThat(first)
                .extracting(JobEvent::id)
                .isEqualTo(returned(AT).stream().map(JobEvent::id).toList())
                .doesNotHaveDuplicates()
                .doesNotContain(returned(AT.plusSeconds(20)).getFirst().id());
        assertThat(first)
                .extracting(JobEvent::number)
                .allSatisfy(number -> assertThat(number)
                        .isEqualTo(first.getFirst().number())
                        .isBetween(JobEvent.number(1, EventType.DUE), JobEvent.number(2, EventType.STARTED)));
    }

    @Test
    void whoseStartIsToldWasDispatchedBefore() {
        assertThat(JobEvent.started(List.of(claim(2, null))))
                .extracting(JobEvent::type, JobEvent::attempt, JobEvent::state, JobEvent::at)
                .containsExactly(
                        tuple(EventType.DISPATCHED, 1, State.QUEUED, AT),
                        tuple(EventType.STARTED, 2, State.RUNNING, AT.plusMillis(4)));
    }

    @Test
    void whoStartsAtOnceIsToldToBeSubmittedBefore() {
        assertThat(JobEvent.started(List.of(claim(1, AT.minusMillis(3)))))
                .extracting(JobEvent::type, JobEvent::attempt, JobEvent::state, JobEvent::at)
                .startsWith(
                        tuple(EventType.SUBMITTED, 0, State.QUEUED, AT.minusMillis(3)),
                        tuple(EventType.DISPATCHED, 0, State.QUEUED, AT));
    }

    private static Claim claim(int attempt, @Nullable Instant submittedAt) {
        return new Claim(
                JOB,
                1,
                "probe",
                attempt,
                0,
                5,
                3,
                submittedAt,
                AT,
                AT.plusMillis(4),
                null,
                JobOptions.NONE,
                "{}",
                null);
    }

    private static List<JobEvent> returned(Instant dispatchedAt) {
        var back = new Moved(JOB, 1, "probe", 1, null, dispatchedAt.plusSeconds(10));
        return JobEvent.returned(List.of(new Returned(back, dispatchedAt)));
    }

    @Test
    void aJobThatWasResolvedEndedAsUnknownFirst() {
        var ending = new Ending(JOB, 1, "probe", 1, State.SUCCEEDED, null, AT, AT.plusSeconds(9), null);
        assertThat(JobEvent.of(ending))
                .extracting(JobEvent::type, JobEvent::state, JobEvent::at, JobEvent::errorCode)
                .containsExactly(
                        tuple(EventType.OUTCOME_UNKNOWN, State.OUTCOME_UNKNOWN, AT, "effect_unknown"),
                        tuple(EventType.RESOLVED, State.SUCCEEDED, AT.plusSeconds(9), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a\\b", "a\nb", "ä"})
    void whatWouldNeedQuotingIsRefused(String kind) {
        assertThatThrownBy(() -> new JobEvent(EventType.STARTED, JOB, 1, kind, 1, State.RUNNING, null, AT, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(JobEvent event) {
        return new String(event.encode(), StandardCharsets.US_ASCII);
    }
}
