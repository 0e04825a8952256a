package io.penstock.db.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.json.Sha256;
import io.penstock.db.analysis.Analyses.Begun;
import io.penstock.db.analysis.Analyses.ClientKey;
import io.penstock.db.analysis.Analysis.State;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalysesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final TestAnalyses at = new TestAnalyses(test);

    @Test
    void aKeyBeginsOneAnalysis() {
        var asked = at.asked(at.tenant);
        var first = at.analyses.create(asked, new ClientKey("a", Sha256.of("said")));
        assertThat(first).isInstanceOf(Begun.Created.class);
        assertThat(at.analyses.create(at.asked(at.tenant), new ClientKey("a", Sha256.of("said"))))
                .isEqualTo(new Begun.Repeated(at.find(asked.id())));
        assertThat(at.analyses.create(at.asked(at.tenant), new ClientKey("a", Sha256.of("other"))))
                .isEqualTo(new Begun.KeyReused(asked.id()));
        int other = at.tenants.named("other").id();
        assertThat(at.analyses.create(at.asked(other), new ClientKey("a", Sha256.of("other"))))
                .isInstanceOf(Begun.Created.class);
        assertThat(at.analyses.create(at.asked(at.tenant), new ClientKey("a", Sha256.of("said"))))
                .isEqualTo(new Begun.Repeated(at.find(asked.id())));
    }

    @Test
    void aTenantSeesItsOwnTheNewestFirst() {
        var ids = Stream.generate(at::create).limit(3).toList();
        at.create(at.tenants.named("other").id());
        assertThat(at.analyses.page(at.tenant, null, null, null, 10))
                .extracting(Analysis::id)
                .containsExactlyElementsOf(ids.reversed());
        assertThat(at.analyses.page(at.tenant, "b", State.QUEUED, ids.get(2).uuid(), 1))
                .extracting(Analysis::id)
                .containsExactly(ids.get(1));
        assertThat(at.analyses.page(at.tenant, "c", null, null, 10)).isEmpty();
        assertThat(at.analyses.page(at.tenant, null, State.RUNNING, null, 10)).isEmpty();
        assertThat(at.analyses.find(at.tenants.named("other").id(), ids.getFirst()))
                .isEmpty();
    }

    @Test
    void whatHasEndedIsNotCancelled() {
        var id = at.create();
        assertThat(at.analyses.cancel(at.tenants.named("other").id(), id)).isFalse();
        assertThat(at.analyses.cancel(at.tenant, id)).isTrue();
        var wanted = at.clock.now();
        at.clock.jump(Duration.ofSeconds(5));
        assertThat(at.analyses.cancel(at.tenant, id)).isTrue();
        var taken = at.take();
        assertThat(taken.analysis().cancelRequestedAt()).isEqualTo(wanted);
        at.runs.cancel(taken.hold());
        assertThat(at.find(id).state()).isEqualTo(State.CANCELLED);
        assertThat(at.analyses.cancel(at.tenant, id)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            analysis      | key = 'a'                                       | a_key_has_a_request
            analysis      | key = '', request_hash = sha256('a')            | analysis_key_check
            analysis      | key = 'a', request_hash = '\\x00'               | analysis_request_hash_check
            analysis      | name = ''                                       | analysis_name_check
            analysis      | state = 'lost'                                  | analysis_state_check
            analysis      | step = 'lost'                                   | analysis_step_check
            analysis      | trouble = ''                                    | analysis_trouble_check
            analysis      | due_at = NULL                                   | due_exactly_while_unfinished
            analysis      | finished_at = now()                             | finished_exactly_at_a_time
            analysis      | state = 'queued'                                | only_what_runs_has_a_runner
            analysis      | error_code = 'a'                                | an_error_exactly_of_a_failure
            analysis      | state = 'failed', runner = NULL, due_at = NULL, finished_at = now(), error_code = '' | analysis_error_code_check
            analysis      | summary = '{}'                                  | a_summary_exactly_of_success
            analysis      | verdict = 'lost'                                | analysis_verdict_check
            analysis_file | nr = 0                                          | analysis_file_nr_check
            analysis_file | sha256 = '\\x00'                                | analysis_file_sha256_check
            analysis_file | form = '\\x00'                                  | analysis_file_form_check
            analysis_file | bytes = -1                                      | analysis_file_bytes_check
            analysis_file | pack = 0                                        | analysis_file_pack_check
            analysis_file | reused = true                                   | only_what_is_known_is_reused
            analysis_file | error_code = ''                                 | analysis_file_error_code_check
            analysis_file | error_code = 'a', analyzed = (SELECT id FROM analyzed) | a_result_or_an_error
            analysis_pack | nr = 0                                          | analysis_pack_nr_check
            analysis_review | nr = 0                                        | analysis_review_nr_check
            analysis_review | estimate = -1                                 | analysis_review_estimate_check
            analysis_review | cost = -1, findings = '[]'                    | analysis_review_cost_check
            analysis_review | cost = 1, error_code = ''                     | analysis_review_error_code_check
            analysis_review | cost = 1, error_code = 'a', findings = '[]'   | findings_or_an_error
            analysis_review | findings = '[]'                               | a_cost_exactly_when_it_has_ended
            analyzed      | key = '\\x00'                                   | analyzed_key_check
            """)
    void anIllegalRowIsRefused(String table, String change, String constraint) {
        at.create();
        var hold = at.take().hold();
        at.inventory.add(hold, List.of(TestAnalyses.file(1, "A.java", "a")));
        test.jdbi().useHandle(handle -> {
            handle.execute("INSERT INTO analyzed (tenant, key, result) VALUES (?, sha256('a'), '')", at.tenant);
            handle.execute(
                    "INSERT INTO analysis_review (analysis, nr, estimate) VALUES (?, 1, 5)",
                    hold.id().uuid());
            handle.execute(
                    "INSERT INTO analysis_pack (analysis, nr, artifact) VALUES (?, 1, gen_random_uuid())",
                    hold.id().uuid());
        });
        assertThatThrownBy(() -> test.jdbi().useHandle(handle -> handle.execute("UPDATE " + table + " SET " + change)))
                .hasMessageContaining("violates check constraint \"%s\"".formatted(constraint));
    }

    @Test
    void noConstraintIsWithoutItsTest() throws NoSuchMethodException {
        var constraints = test.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT conname FROM pg_constraint
                        WHERE contype = 'c' AND conrelid IN ('analysis'::regclass, 'analysis_file'::regclass,
                                                             'analysis_pack'::regclass, 'analyzed'::regclass, 'analysis_review'::regclass)""").mapTo(String.class).list());
        var source = AnalysesTest.class
                .getDeclaredMethod("anIllegalRowIsRefused", String.class, String.class, String.class)
                .getAnnotation(CsvSource.class);
        assertThat(source.textBlock().lines().map(line -> line.replaceAll(".*\\| *", "")))
                .containsExactlyInAnyOrderElementsOf(constraints);
    }
}
