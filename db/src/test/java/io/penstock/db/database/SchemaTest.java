package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each CHECK constraint refuses the row that it is meant to refuse, made from a legal row by the smallest change. */
class SchemaTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    record Illegal(String table, String constraint, UnaryOperator<JobRows> legal, String change) {
        @Override
        public String toString() {
            return constraint + ": " + change;
        }
    }

    static Stream<Illegal> illegal() {
        return Stream.of(
                live("a_due_time_or_a_place", JobRows::queued, "place = NULL"),
                live("a_due_time_or_a_place", JobRows::scheduled, "place = 1"),
                live("a_due_time_exactly_while_not_due", JobRows::scheduled, "state = 'queued'"),
                live("a_due_time_exactly_while_not_due", JobRows::queued, "due_at = now(), place = NULL"),
                live("a_worker_exactly_while_running", JobRows::running, "worker = NULL"),
                live("a_worker_exactly_while_running", JobRows::queued, "worker = 1"),
                live("a_worker_exactly_while_running", JobRows::dispatched, "worker = 1"),
                live("attempts_stay_within_the_maximum", JobRows::queued, "attempt = max_attempts + 1"),
                live("attempts_stay_within_the_maximum", JobRows::queued, "attempt = -1"),
                live(
                        "attempts_stay_within_the_maximum",
                        row -> row.running().rescues(1).attempt(6),
                        "forgiven = 0"),
                live("only_an_attempt_can_be_running_or_retried", JobRows::running, "attempt = 0"),
                live("only_an_attempt_can_be_running_or_retried", JobRows::retrying, "attempt = 0"),
                live("a_permit_only_on_the_way", JobRows::queued, "permit_until = now()"),
                live("a_permit_only_on_the_way", JobRows::retrying, "permit_until = now()"),
                live("a_key_is_whole", JobRows::queued, "key = 'a', key_max = 1, key_nr = 1"),
                live("a_key_is_whole", JobRows::queued, "key_max = 1"),
                live("live_key_check", JobRows::queued, "key = '', key_max = 1, key_nr = 1, key_ordered = false"),
                live("live_key_max_check", JobRows::queued, "key = 'a', key_max = 0, key_nr = 1, key_ordered = false"),
                live("only_a_waiting_job_waits_for_others", JobRows::queued, "gate = -1"),
                live(
                        "only_a_waiting_job_waits_for_others",
                        JobRows::dispatched,
                        "gate = -1, key = 'a', key_max = 1, key_nr = 1, key_ordered = false"),
                live("live_state_check", JobRows::queued, "state = 'succeeded'"),
                live("live_awaits_check", JobRows::scheduled, "awaits = ''"),
                outcome("outcome_state_check", JobRows::cancelled, "state = 'running'"),
                outcome("a_result_only_of_success", JobRows::cancelled, "result = '{}'"),
                outcome("a_result_only_of_success", JobRows::failed, "result = '{}'"),
                outcome("a_failure_says_why", JobRows::failed, "error_code = NULL"),
                outcome("a_failure_says_why", JobRows::succeeded, "error_code = 'a'"),
                outcome("a_failure_says_why", JobRows::cancelled, "error_code = 'a'"),
                outcome("a_fingerprint_only_of_a_failure", JobRows::succeeded, "fingerprint = 'a'"),
                outcome("a_fingerprint_only_of_a_failure", JobRows::cancelled, "fingerprint = 'a'"),
                outcome("success_was_attempted", JobRows::succeeded, "attempt = 0"),
                outcome(
                        "an_unknown_outcome_was_attempted",
                        JobRows::cancelled,
                        "state = 'outcome_unknown', error_code = 'a'"),
                outcome("a_resolution_has_a_reason", JobRows::succeeded, "resolved_at = now()"),
                outcome(
                        "only_success_or_failure_is_resolved",
                        JobRows::cancelled,
                        "resolved_at = now(), resolved_reason = 'a'"));
    }

    private static Illegal live(String constraint, UnaryOperator<JobRows> legal, String change) {
        return new Illegal("live", constraint, legal, change);
    }

    private static Illegal outcome(String constraint, UnaryOperator<JobRows> legal, String change) {
        return new Illegal("outcome", constraint, legal, change);
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void anIllegalRowIsRefused(Illegal illegal) {
        var id = illegal.legal.apply(JobRows.in(TEST.database())).insert();
        assertThatThrownBy(() -> change(illegal, id))
                .hasMessageContaining("violates check constraint \"%s\"".formatted(illegal.constraint));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'job', 'probe', NULL, 'Why not'  | pause_scope_check
            'kind', '', NULL, 'Why not'      | pause_name_check
            'kind', 'probe', NULL, ''        | pause_reason_check
            'kind', 'probe', 1, 'Why not'    | a_tenant_exactly_if_it_is_paused
            'tenant', 'acme', NULL, 'Why not' | a_tenant_exactly_if_it_is_paused
            """)
    void anIllegalPauseIsRefused(String values, String constraint) {
        assertThatThrownBy(() -> TEST.jdbi()
                        .useHandle(handle -> handle.execute(
                                "INSERT INTO pause (scope, name, tenant, reason, paused_by, until) VALUES (%s, 'ops', now())"
                                        .formatted(values))))
                .hasMessageContaining("violates check constraint \"%s\"".formatted(constraint));
    }

    @Test
    void noLimitIsCalledAPause() {
        assertThatThrownBy(
                        () -> TEST.jdbi()
                                .useHandle(
                                        handle -> handle.execute(
                                                "INSERT INTO limit_state (name, type, permits) VALUES ('pause:kind:probe', 'concurrency', 1)")))
                .hasMessageContaining("violates check constraint \"a_limit_is_not_called_a_pause\"");
    }

    private static void change(Illegal illegal, JobId id) {
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE %s SET %s WHERE id = ?".formatted(illegal.table, illegal.change), id.uuid()));
    }

    @Test
    void noConstraintIsWithoutItsTest() {
        var constraints = TEST.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT conname FROM pg_constraint
                        WHERE contype = 'c' AND conrelid IN ('live'::regclass, 'outcome'::regclass)""").mapTo(String.class).list());
        assertThat(illegal().map(Illegal::constraint).distinct()).containsExactlyInAnyOrderElementsOf(constraints);
    }
}
