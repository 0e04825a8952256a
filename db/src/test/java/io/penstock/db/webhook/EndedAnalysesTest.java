package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.Analysis.Reports;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.db.analysis.Hold;
import io.penstock.db.analysis.NewAnalysis;
import io.penstock.db.fleet.HoldLost;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Failure;
import io.penstock.db.job.Uuid7;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EndedAnalysesTest {

    private static final String RECEIVER = "https://receiver.example/hook";
    private static final Reports REPORTS = new Reports(artifact(), artifact(), artifact());

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {});

    private final int tenant = new Tenants(test.jdbi()).named("acme").id();
    private final Analyses analyses = new Analyses(test.jdbi());
    private final AnalysisRuns runs = new AnalysisRuns(test.jdbi(), new EndedAnalyses(submissions)::tell);

    private static ArtifactId artifact() {
        return new ArtifactId(Uuid7.next());
    }

    private Hold begin(@Nullable String callback) {
        analyses.create(
                new NewAnalysis(AnalysisId.next(), tenant, "mill", "{}", callback, Map.of("team", "blue")), null);
        return runs.take(1).getFirst().hold();
    }

    private List<Map<String, Object>> deliveries() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT tenant, type, url, body, job FROM delivery")
                        .mapToMap()
                        .list());
    }

    /** What the one delivery that there is says. */
    private JsonNode told() {
        assertThat(deliveries()).hasSize(1);
        return Json.mapper().readTree(String.valueOf(deliveries().getFirst().get("body")));
    }

    @Test
    void theReceiverIsToldOfTheEndAndTheVerdict() {
        var hold = begin(RECEIVER);
        runs.note(hold, artifact(), "c0ffee", Map.of());
        assertThat(deliveries()).isEmpty();
        runs.succeed(hold, "{}", "1", REPORTS, false);
        var told = told();
        assertThat(deliveries().getFirst())
                .containsEntry("tenant", tenant)
                .containsEntry("type", "analysis.succeeded")
                .containsEntry("url", RECEIVER)
                .extractingByKey("job")
                .isNotNull();
        assertThat(told.at("/type").asString()).isEqualTo("analysis.succeeded");
        assertThat(told.at("/data/id").asString()).isEqualTo(hold.id().toString());
        assertThat(told.at("/data/name").asString()).isEqualTo("mill");
        assertThat(told.at("/data/revision").asString()).isEqualTo("c0ffee");
        assertThat(told.at("/data/passed").isBoolean()).isTrue();
        assertThat(told.at("/data/passed").asBoolean()).isFalse();
        assertThat(told.at("/data/tags/team").asString()).isEqualTo("blue");
        assertThat(told.at("/data/finished_at").asString()).isNotEmpty();
    }

    @Test
    void aFailureIsToldWithItsReason() {
        runs.fail(begin(RECEIVER), new Failure("git_not_found", "It is not there."));
        var told = told();
        assertThat(told.at("/type").asString()).isEqualTo("analysis.failed");
        assertThat(told.at("/data/error/code").asString()).isEqualTo("git_not_found");
        assertThat(told.at("/data/error/message").asString()).isEqualTo("It is not there.");
    }

    @Test
    void whatIsCancelledSaysSoAndItsEndIsToldOnce() {
        var hold = begin(RECEIVER);
        runs.cancel(hold);
        assertThatThrownBy(() -> runs.succeed(hold, "{}", "1", REPORTS, null)).isInstanceOf(HoldLost.class);
        assertThat(told().at("/type").asString()).isEqualTo("analysis.cancelled");
    }

    @Test
    void whoNamedNobodyHasNobodyTold() {
        runs.cancel(begin(null));
        assertThat(deliveries()).isEmpty();
    }
}
