package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.claim.Outcome;
import io.penstock.db.claim.Settlements;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.error.Sightings;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.JobId;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.WorkerRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ErrorGroupTest {

    private final TestApi api = TestApi.shared();
    private final String name = "errors-" + UUID.randomUUID();
    private final String code = "code_" + UUID.randomUUID().toString().replace('-', '_');

    /** Of a tenant that sees its own only, and of one that runs the installation. */
    private final TestClient client = api.client(api.bean(Tenants.class).named(name), Role.METADATA_VIEWER);

    private final TestClient fleet = api.newTenant();

    private JobId failed(TestClient whose) {
        return failed(whose, code);
    }

    private JobId failed(TestClient whose, String code) {
        var database = api.database();
        int worker = WorkerRows.in(database).alive();
        var id = JobRows.in(database)
                .tenant(whose.tenant())
                .running()
                .worker(worker)
                .insert();
        var failure = new Failure(code, "It broke after 12 ms.", "a.B.run");
        try (var settlements = new Settlements(database.jdbi())) {
            settlements.finishAll(List.of(
                    new Settlement(TestClaim.of(id, 1, worker), new Outcome.Failed(failure, FailureClass.PERMANENT))));
        }
        count();
        return id;
    }

    private void count() {
        new Sightings(api.database().jdbi()).count(1000);
    }

    private static String group(TestClient whose, JobId job) {
        return whose.get("/v1/jobs/" + job).is(200).fits("Job").text("/error/error_group");
    }

    private static List<String> ids(Answer page) {
        return page.is(200)
                .at("/data")
                .valueStream()
                .map(one -> one.at("/id").stringValue())
                .toList();
    }

    private Answer decide(String group, String verb, String reason) {
        return fleet.post("/v1/error-groups/" + group + "/" + verb, "{\"reason\": \"" + reason + "\"}");
    }

    @Test
    void aGroupHasItsHoursAndItsTenantsAndSomeOfItsJobs() {
        var first = failed(client);
        var second = failed(client);
        var group =
                client.get("/v1/error-groups/" + group(client, first)).is(200).fits("ErrorGroup");
        assertThat(group.text("/kind")).isEqualTo("probe");
        assertThat(group.text("/class")).isEqualTo("permanent");
        assertThat(group.text("/code")).isEqualTo(code);
        assertThat(group.text("/message")).isEqualTo("It broke after # ms.");
        assertThat(group.text("/frame")).isEqualTo("a.B.run");
        assertThat(group.text("/state")).isEqualTo("open");
        assertThat(group.at("/count").asInt()).isEqualTo(2);
        assertThat(group.at("/tenant_count").asInt()).isEqualTo(1);
        assertThat(group.at("/tenants").toString()).isEqualTo("[{\"tenant\":\"" + name + "\",\"count\":2}]");
        assertThat(group.at("/sample").toString()).isEqualTo("[\"" + second + "\",\"" + first + "\"]");
        assertThat(group.at("/counts")
                        .valueStream()
                        .mapToInt(hour -> hour.at("/count").asInt())
                        .sum())
                .isEqualTo(2);
        var later = Instant.now().plus(2, ChronoUnit.HOURS);
        assertThat(client.get("/v1/error-groups/" + group.text("/id") + "?since=" + later)
                        .is(200)
                        .at("/counts"))
                .isEmpty();
    }

    @Test
    void theJobsOfAGroupAreListed() {
        var first = failed(client);
        failed(client, code + "x");
        var second = failed(client);
        failed(fleet);
        var path = "/v1/jobs?error_group=" + group(client, first);
        assertThat(ids(client.get(path).fits("JobPage"))).containsExactly(second.toString(), first.toString());
        var page = client.get(path + "&page_size=1");
        assertThat(ids(page)).containsExactly(second.toString());
        assertThat(ids(client.get(path + "&page_size=1&page_token=" + page.text("/next_page_token"))))
                .containsExactly(first.toString());
        assertThat(ids(client.get(path + "&state=expired"))).isEmpty();
    }

    @Test
    void aTenantSeesWhatItsOwnJobsCameToAndWhoRunsTheInstallationWhatAllDid() {
        var mine = failed(client);
        failed(fleet);
        var path = "/v1/error-groups/" + group(client, mine);
        assertThat(client.get(path).is(200).at("/count").asInt()).isEqualTo(1);
        var all = fleet.get(path).is(200).fits("ErrorGroup");
        assertThat(all.at("/count").asInt()).isEqualTo(2);
        assertThat(all.at("/tenant_count").asInt()).isEqualTo(2);
        assertThat(all.at("/tenants")).hasSize(2);
        assertThat(all.at("/sample")).hasSize(2);
        var stranger = api.client(api.bean(Tenants.class).named(name + "-2"), Role.ADMIN);
        stranger.get(path).isProblem(404, "error_group_not_found");
        assertThat(ids(stranger.get("/v1/error-groups"))).isEmpty();
    }

    @Test
    void theListHasPagesOfThoseLastSeen() {
        var first = group(client, failed(client, code + "a"));
        var second = group(client, failed(client, code + "b"));
        var third = group(client, failed(client, code + "c"));
        var seen = new ArrayList<String>();
        var path = "/v1/error-groups?state=open&kind=probe&page_size=2";
        var page = client.get(path).fits("ErrorGroupPage");
        seen.addAll(ids(page));
        assertThat(seen).containsExactly(third, second);
        assertThat(page.at("/data/0/sample").isMissingNode()).isTrue();
        seen.addAll(ids(client.get(path + "&page_token=" + page.text("/next_page_token"))));
        assertThat(seen).containsExactly(third, second, first);
        assertThat(ids(client.get("/v1/error-groups?kind=http.request"))).isEmpty();
        assertThat(ids(client.get("/v1/error-groups?state=ignored,resolved"))).isEmpty();
        client.get("/v1/error-groups?page_token=" + page.text("/next_page_token"))
                .isInvalidAt("/page_token");
    }

    @Test
    void whoRunsTheInstallationDecidesForAllTenants() {
        var group = group(client, failed(client));
        assertThat(decide(group, "ignore", "They know")
                        .is(200)
                        .fits("ErrorGroup")
                        .text("/state"))
                .isEqualTo("ignored");
        assertThat(ids(client.get("/v1/error-groups?state=ignored"))).containsExactly(group);
        assertThat(decide(group, "reopen", "Another cause").is(200).text("/reason"))
                .isEqualTo("Another cause");
        decide(group, "resolve", "Mended in 1.2").is(200);
        assertThat(client.get("/v1/error-groups/" + group).is(200).text("/reason"))
                .isEqualTo("Mended in 1.2");
        failed(client);
        var again = client.get("/v1/error-groups/" + group).is(200).fits("ErrorGroup");
        assertThat(again.text("/state")).isEqualTo("open");
        assertThat(again.text("/reopened_at")).isEqualTo(again.text("/last_seen"));
        api.client(api.bean(Tenants.class).named(name), Role.ADMIN)
                .post("/v1/error-groups/" + group + "/resolve", "{\"reason\": \"Mine\"}")
                .isProblem(403, "forbidden");
    }

    @Test
    void whatIsDecidedIsInTheAuditWithoutTheMessage() {
        var group = group(client, failed(client));
        var answer = decide(group, "resolve", "Mended in 1.2").is(200);
        var entry = await().until(() -> entry(answer), Optional::isPresent).orElseThrow();
        assertThat(entry.at("/action").stringValue()).isEqualTo("error_group.resolve");
        assertThat(entry.at("/subject").stringValue()).isEqualTo(group);
        assertThat(entry.at("/reason").stringValue()).isEqualTo("Mended in 1.2");
        assertThat(entry.at("/before/state").stringValue()).isEqualTo("open");
        assertThat(entry.at("/after/state").stringValue()).isEqualTo("resolved");
        assertThat(entry.toString()).doesNotContain("It broke");
    }

    private Optional<JsonNode> entry(Answer answer) {
        return fleet.get("/v1/audit?action=error_group")
                .is(200)
                .at("/data")
                .valueStream()
                .filter(one -> one.at("/request_id").stringValue().equals(answer.header("X-Request-Id")))
                .filter(one -> one.at("/status").isInt())
                .findFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resolve", "ignore", "reopen"})
    void nothingIsDecidedOfAGroupThatIsNotThere(String verb) {
        decide("err_0000000000000000", verb, "Why not").isProblem(404, "error_group_not_found");
        decide("job_0199e1d2c3b47a5e8f901234567890ab", verb, "Why not").isInvalidAt("/id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                             | /reason | must not be null
            {"reason": " "}                | /reason | must say why
            {"reason": "a\\nb"}             | /reason | must not have control characters
            {"reason": "a", "state": "b"}  | /state  | is not a known field
            """)
    void aDecisionHasItsReason(String body, String pointer, String rule) {
        var answer = fleet.post("/v1/error-groups/err_0000000000000000/resolve", body);
        answer.isProblem(400, "invalid_request");
        assertThat(answer.pointers()).contains(pointer);
        assertThat(answer.rules()).anyMatch(one -> one.contains(rule));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/error-groups?state=closed                           | /state
            /v1/error-groups?code=a                                 | /code
            /v1/error-groups?page_token=a                           | /page_token
            /v1/error-groups/err_0                                  | /id
            /v1/error-groups/err_0000000000000000?since=now         | /since
            /v1/error-groups/err_0000000000000000?until=2030-01-01  | /until
            /v1/jobs?error_group=err_0                              | /error_group
            """)
    void aSlipInAQuestionIsNamed(String path, String pointer) {
        client.get(path).isInvalidAt(pointer);
    }
}
