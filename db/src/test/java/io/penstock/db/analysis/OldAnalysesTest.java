package io.penstock.db.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OldAnalysesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final TestAnalyses at = new TestAnalyses(test);

    private final OldAnalyses old = new OldAnalyses(at.clock.database().jdbi());

    @Test
    void whatSpringBatchNotedGoesWithItsAnalysis() {
        var id = at.create();
        at.runs.cancel(at.take().hold());
        noted(1, id);
        noted(2, at.create());
        at.clock.jump(Duration.ofDays(31));
        assertThat(old.prune(30, 10)).isOne();
        var left = test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT job_execution_id FROM spring_batch_job_execution")
                        .mapTo(Integer.class)
                        .list());
        assertThat(left).containsExactly(2);
    }

    private void noted(int nr, AnalysisId id) {
        test.jdbi().useHandle(handle -> {
            handle.execute(
                    "INSERT INTO spring_batch_job_instance (job_instance_id, job_name, job_key) VALUES (?, 'analysis', ?)",
                    nr,
                    String.valueOf(nr));
            handle.execute(
                    "INSERT INTO spring_batch_job_execution (job_execution_id, job_instance_id, create_time) VALUES (?, ?, now())",
                    nr,
                    nr);
            handle.execute("""
                    INSERT INTO spring_batch_job_execution_params
                        (job_execution_id, parameter_name, parameter_type, parameter_value, identifying)
                    VALUES (?, 'analysis', 'java.lang.String', ?, 'Y')""", nr, id.toString());
        });
    }

    @Test
    void whatWasUsedLatelyIsKeptThoughNoAnalysisHasIt() {
        at.clock
                .database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO analyzed (tenant, key, result, used_at) VALUES (?, sha256('a'), '', now())",
                        at.tenant));
        at.clock.jump(Duration.ofDays(29));
        assertThat(old.prune(30, 10)).isZero();
        at.clock.jump(Duration.ofDays(2));
        assertThat(old.prune(30, 10)).isOne();
    }
}
