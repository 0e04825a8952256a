package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenants;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AuditTest {

    private final TestApi api = TestApi.shared();
    private final String name = "audit-" + UUID.randomUUID();
    private final TestClient client = api.client(api.bean(Tenants.class).named(name));

    private Answer put(String path, String body) {
        return client.send(
                client.request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    private Answer delete(String path) {
        return client.send(client.request(path).method("DELETE", BodyPublishers.noBody()));
    }

    /** What is written of the request with this answer, once its result is. */
    private JsonNode entry(Answer answer) {
        var id = answer.header("X-Request-Id");
        return await().until(
                        () -> client.get("/v1/audit")
                                .is(200)
                                .fits("AuditPage")
                                .at("/data")
                                .valueStream()
                                .filter(entry ->
                                        entry.at("/request_id").stringValue().equals(id))
                                .filter(entry -> entry.at("/status").isInt())
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void aChangeIsWrittenDownWithWhatWasBeforeAndWhatIsAfter() {
        var made = entry(client.post("/v1/limits", "{\"name\": \"" + name + "\", \"concurrency\": {\"max\": 5}}")
                .is(201));
        assertThat(made.at("/action").stringValue()).isEqualTo("limit.create");
        assertThat(made.at("/subject").stringValue()).isEqualTo(name);
        assertThat(made.at("/before").isNull()).isTrue();
        assertThat(made.at("/after/concurrency/max").asInt()).isEqualTo(5);
        assertThat(made.at("/key/name").stringValue()).isEqualTo("test");
        assertThat(made.at("/key/role").stringValue()).isEqualTo("admin");
        assertThat(made.at("/key/tenant").stringValue()).isEqualTo(name);
        assertThat(made.at("/address").stringValue()).isEqualTo("127.0.0.1");

        var changed = entry(
                put("/v1/limits/" + name, "{\"concurrency\": {\"max\": 7}}").is(200));
        assertThat(changed.at("/action").stringValue()).isEqualTo("limit.change");
        assertThat(changed.at("/before/concurrency/max").asInt()).isEqualTo(5);
        assertThat(changed.at("/after/concurrency/max").asInt()).isEqualTo(7);

        var deleted = entry(delete("/v1/limits/" + name).is(204));
        assertThat(deleted.at("/before/concurrency/max").asInt()).isEqualTo(7);
        assertThat(deleted.at("/after").isNull()).isTrue();
        assertThat(deleted.at("/status").asInt()).isEqualTo(204);
    }

    @Test
    void whyIsSaidByTheHeaderOrTheBody() {
        var byBody = entry(client.post("/v1/pauses", "{\"tenant\": \"" + name + "\", \"reason\": \"They move\"}")
                .is(201));
        assertThat(byBody.at("/reason").stringValue()).isEqualTo("They move");
        assertThat(byBody.at("/subject").stringValue()).isEqualTo("tenant/" + name);
        var byHeader = entry(client.send(client.request("/v1/pauses/tenant/" + name)
                        .header("Penstock-Reason", "They have moved")
                        .method("DELETE", BodyPublishers.noBody()))
                .is(204));
        assertThat(byHeader.at("/reason").stringValue()).isEqualTo("They have moved");
        assertThat(byHeader.at("/before/reason").stringValue()).isEqualTo("They move");
    }

    @Test
    void aReasonHasItsBounds() {
        var answer = client.send(client.request("/v1/jobs/" + client.submitted() + "/cancel")
                .header("Penstock-Reason", "a".repeat(501))
                .POST(BodyPublishers.noBody()));
        answer.isProblem(400, "invalid_request");
    }

    @Test
    void neitherSecretsNorWhatJobsCarryIsWrittenDown() {
        var key = client.post("/v1/auth/keys", "{\"name\": \"deploy\", \"role\": \"viewer\"}")
                .is(201);
        var made = entry(key);
        assertThat(made.at("/subject").stringValue()).isEqualTo(key.text("/id"));
        assertThat(made.at("/after/role").stringValue()).isEqualTo("viewer");
        assertThat(made.toString()).doesNotContain(key.text("/secret"));

        var schedule = entry(client.post("/v1/schedules", """
                        {"name": "nightly", "every": "PT1H",
                         "target": {"job": {"kind": "probe", "payload": {"note": "c4n4ry"}}}}""").is(201));
        assertThat(schedule.at("/subject").stringValue()).isEqualTo("nightly");
        assertThat(schedule.toString()).contains("PT1H").doesNotContain("c4n4ry");
    }

    @Test
    void whatIsRefusedSaysSo() {
        var entry = entry(delete("/v1/limits/no-" + name).is(404));
        assertThat(entry.at("/status").asInt()).isEqualTo(404);
        assertThat(entry.at("/subject").stringValue()).isEqualTo("no-" + name);
    }

    @Test
    void aNameThatIsNoneDoesNoHarm() {
        assertThat(entry(delete("/v1/limits/a%01b").is(404)).at("/subject").stringValue())
                .isEqualTo("a?b");
    }

    /** Submits are records themselves, as are what they carry; a preview and a test of a template change nothing. */
    @Test
    void whatIsNotWrittenDownIsKnown() {
        var silent = new TreeSet<String>();
        for (var route : Contract.operations().keySet()) {
            if (!route.startsWith("GET ") && route.contains(" /v1/") && !Contract.isOfOthers(route)) {
                var words = route.split(" ", -1);
                var path = words[1].replaceAll("\\{\\w+}", "job_0199e1d2c3b47a5e8f901234567890ab");
                var answer = client.send(client.request(path).method(words[0], BodyPublishers.noBody()));
                if (!client.get("/v1/audit?page_size=500").body().contains(answer.header("X-Request-Id"))) {
                    silent.add(route);
                }
            }
        }
        assertThat(silent)
                .containsExactlyInAnyOrder(
                        "POST /v1/analyses",
                        "POST /v1/artifacts",
                        "POST /v1/artifacts/{id}/complete",
                        "POST /v1/batches",
                        "POST /v1/jobs",
                        "POST /v1/schedules/preview",
                        "POST /v1/templates/{name}/preview",
                        "POST /v1/templates/{name}/test",
                        "PUT /v1/artifacts/{id}/content");
    }

    @Test
    void entriesAreFilteredAndPaged() {
        entry(client.cancel(client.submitted()).is(200));
        var job = client.submitted();
        entry(client.cancel(job).is(200));
        var key = client.get("/v1/auth/keys").text("/data/0/id");
        var mine = "/v1/audit?key=" + key;
        assertThat(client.get(mine + "&subject=" + job).at("/data")).hasSize(1);
        assertThat(client.get(mine + "&action=job").at("/data")).hasSize(2);
        assertThat(client.get(mine + "&action=limit").at("/data")).isEmpty();
        assertThat(client.get(mine + "&since=2099-01-01T00:00:00Z").at("/data")).isEmpty();
        assertThat(client.get(mine + "&until=2099-01-01T00:00:00Z").at("/data")).hasSize(2);
        var page = client.get(mine + "&page_size=1").is(200);
        assertThat(page.text("/data/0/subject")).isEqualTo(job);
        assertThat(page.text("/data/0/before/state")).isEqualTo("queued");
        assertThat(page.text("/data/0/after/state")).isEqualTo("cancelled");
        var next = client.get(mine + "&page_size=1&page_token=" + page.text("/next_page_token"));
        assertThat(next.at("/data")).hasSize(1);
        assertThat(next.at("/next_page_token").isNull()).isTrue();
        client.get("/v1/audit?page_token=" + page.text("/next_page_token")).isInvalidAt("/page_token");
    }

    @Test
    void anExportHasAllOfThemAsLines() {
        for (int i = 0; i < 3; i++) {
            entry(client.cancel(client.submitted()).is(200));
        }
        var key = client.get("/v1/auth/keys").text("/data/0/id");
        var export = client.get("/v1/audit/export?key=" + key).is(200);
        assertThat(export.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(export.body().lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).startsWith("{\"id\":\"aud_"));
        client.get("/v1/audit/export?page_size=1").isInvalidAt("/page_size");
    }

    @Test
    void whoDoesNotRunTheInstallationSeesWhatItsOwnKeysDid() {
        var other = api.client(api.bean(Tenants.class).named(name + "-2"), Role.ADMIN);
        var mine = client.cancel(client.submitted());
        entry(mine);
        var theirs = other.cancel(other.submitted());
        entry(theirs);
        assertThat(other.get("/v1/audit").is(200).body())
                .contains(theirs.header("X-Request-Id"))
                .doesNotContain(mine.header("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"key=1", "since=yesterday", "until=1", "action=a%00", "subject=a%00", "page_size=0", "who=me"})
    void whatIsWrongWithAFilterIsSaid(String query) {
        client.get("/v1/audit?" + query).isInvalidAt("/" + query.substring(0, query.indexOf('=')));
    }
}
