package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.job.JobId;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenants;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantTest {

    private final TestApi api = TestApi.shared();
    private final String name = "tenant-" + JobId.next().uuid();
    private final TestClient admin = api.newTenant();

    private Answer made(String more) {
        return admin.post("/v1/tenants", "{\"name\": \"" + name + "\"" + more + "}");
    }

    private Answer patch(String tenant, String body) {
        return admin.send(admin.request("/v1/tenants/" + tenant)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    private TestClient first(Answer made) {
        return admin.with("Bearer " + made.text("/key/secret"));
    }

    @Test
    void aTenantIsMadeWithItsFirstKeyWhichDoesNotRunTheInstallation() {
        var made = made(", \"weight\": 3, \"quotas\": {\"artifact_bytes\": 1000}")
                .is(201)
                .fits("Tenant");
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        assertThat(made.at("/weight").asInt()).isEqualTo(3);
        assertThat(made.at("/fleet").asBoolean()).isFalse();
        assertThat(made.text("/key/role")).isEqualTo("admin");
        var client = first(made);
        client.submitted();
        client.get("/v1/auth/keys").is(200);
        client.get("/v1/tenants").isProblem(403, "forbidden");
        var read = admin.get("/v1/tenants/" + name).is(200).fits("Tenant");
        assertThat(read.at("/quotas/artifact_bytes").asInt()).isEqualTo(1000);
        assertThat(read.body()).doesNotContain("secret");
        made("").isProblem(409, "tenant_exists");
    }

    @Test
    void tenantsAreListedByName() {
        made("").is(201);
        var page = admin.get("/v1/tenants?page_size=1").is(200).fits("TenantPage");
        assertThat(page.at("/data")).hasSize(1);
        var before = name.substring(0, name.length() - 1);
        assertThat(admin.get("/v1/tenants?page_size=1&page_token=" + before).text("/data/0/name"))
                .isEqualTo(name);
    }

    @Test
    void whatIsNotGivenStaysAsItIs() {
        made(", \"weight\": 3, \"quotas\": {\"artifact_bytes\": 1000}").is(201);
        var heavier = patch(name, "{\"weight\": 5}").is(200).fits("Tenant");
        assertThat(heavier.at("/weight").asInt()).isEqualTo(5);
        assertThat(heavier.at("/quotas/artifact_bytes").asInt()).isEqualTo(1000);
        var usual = patch(name, "{\"quotas\": {}}").is(200);
        assertThat(usual.at("/weight").asInt()).isEqualTo(5);
        assertThat(usual.at("/quotas/artifact_bytes").isNull()).isTrue();
    }

    @Test
    void aSuspendedTenantReadsAndChangesNothingUntilItIsResumed() {
        var client = first(made("").is(201));
        var oneAtATime = "{\"kind\": \"probe\", \"payload\": {}, \"concurrency\": {\"key\": \"a\", \"max\": 1}}";
        client.submit(oneAtATime).is(202);
        var job = client.submit(oneAtATime).is(202).text("/id");
        var suspended = patch(name, "{\"suspended\": true}").is(200).fits("Tenant");
        assertThat(suspended.at("/suspended_at").isString()).isTrue();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        client.submit("{\"kind\": \"probe\", \"payload\": {}}").status() == 403);
        client.submit("{\"kind\": \"probe\", \"payload\": {}}").isProblem(403, "tenant_suspended");
        client.cancel(job).isProblem(403, "tenant_suspended");
        client.get("/v1/auth/keys").is(200);
        await().until(() ->
                client.get("/v1/jobs/" + job).is(200).text("/wait_reason").equals("paused"));
        assertThat(admin.get("/v1/pauses/tenant/" + name).is(200).text("/reason"))
                .isEqualTo("The tenant is suspended");
        patch(name, "{\"suspended\": true}").is(200);

        assertThat(patch(name, "{\"suspended\": false}")
                        .is(200)
                        .at("/suspended_at")
                        .isNull())
                .isTrue();
        admin.get("/v1/pauses/tenant/" + name).isProblem(404, "pause_not_found");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        client.submit("{\"kind\": \"probe\", \"payload\": {}}").status() == 202);
    }

    @Test
    void nobodySuspendsItself() {
        var own = api.bean(Tenants.class).named(name);
        var client = api.client(own);
        client.send(client.request("/v1/tenants/" + name)
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"suspended\": true}")))
                .isInvalidAt("/suspended");
    }

    @Test
    void theQuotaOfATenantHoldsForItsArtifacts() {
        var client = first(made(", \"quotas\": {\"artifact_bytes\": 10}").is(201));
        var body = "{\"name\": \"a.txt\", \"content_type\": \"text/plain\", \"bytes\": ";
        client.post("/v1/artifacts", body + "10}").is(201);
        client.post("/v1/artifacts", body + "11}").isProblem(409, "quota_exceeded");
    }

    @Test
    void tenantsAreTheAffairOfWhoRunsTheInstallation() {
        var other = api.client(api.bean(Tenants.class).named(name), Role.ADMIN);
        other.post("/v1/tenants", "{\"name\": \"mine\"}").isProblem(403, "forbidden");
        other.get("/v1/tenants/" + name).isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                   | /name
            {"name": "A"}                                        | /name
            {"name": "a", "weight": 0}                           | /weight
            {"name": "a", "weight": 1001}                        | /weight
            {"name": "a", "quotas": {"artifact_bytes": -1}}      | /quotas/artifact_bytes
            {"name": "a", "quotas": {"jobs": 1}}                 | /quotas/jobs
            {"name": "a", "fleet": true}                         | /fleet
            """)
    void whatIsWrongWithATenantIsSaid(String body, String pointer) {
        admin.post("/v1/tenants", body).isInvalidAt(pointer);
    }

    @Test
    void aTenantThatIsNotThereIsNotChanged() {
        patch("no-such-tenant", "{\"weight\": 2}").isProblem(404, "tenant_not_found");
        patch("No%20such", "{\"weight\": 2}").isProblem(404, "tenant_not_found");
        admin.get("/v1/tenants/no-such-tenant").isProblem(404, "tenant_not_found");
    }
}
