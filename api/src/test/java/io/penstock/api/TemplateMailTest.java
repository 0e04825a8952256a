package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Mails of templates, when they are submitted. */
class TemplateMailTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    @BeforeEach
    void storeATemplate() {
        put("Hello {{name}}", 1);
    }

    private void put(String subject, int version) {
        var answer = client.send(client.request("/v1/templates/hello")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"subject\": \"%s\", \"text\": \"x\"}".formatted(subject))));
        assertThat(answer.is(201).at("/version").asInt()).isEqualTo(version);
    }

    private static String job(String payload) {
        return "{\"kind\": \"email.template\", \"payload\": {\"template\": \"hello\", \"to\": [{\"email\": \"ada@example.com\"}], %s}}"
                .formatted(payload);
    }

    private static String named(String more) {
        return job("\"variables\": {\"name\": \"Ada\"}" + more);
    }

    static String payload(TestApi api, String id) {
        return api.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT payload FROM job WHERE id = :id")
                        .bind("id", JobId.parse(id).orElseThrow().uuid())
                        .mapTo(String.class)
                        .one());
    }

    private int version(Answer submitted) {
        return api.bean(JsonMapper.class)
                .readTree(payload(api, submitted.is(202).text("/id")))
                .at("/version")
                .asInt();
    }

    @Test
    void theNewestVersionAtSubmitIsTheOneThatIsSent() {
        assertThat(version(client.submit(named("")))).isEqualTo(1);
        assertThat(version(client.submit(named(", \"version\": null")))).isEqualTo(1);
        put("Bye {{name}}", 2);
        assertThat(version(client.submit(named("")))).isEqualTo(2);
        assertThat(version(client.submit(named(", \"version\": 1")))).isEqualTo(1);
    }

    @Test
    void theSameRequestIsTheSameWhateverIsTheNewestByNow() {
        var first = client.submit(named(""), "key").is(202);
        put("Bye {{name}}", 2);
        var again = client.submit(named(""), "key").is(202);
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(version(again)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "variables": {}                              | /payload/variables/name
            "version": 1                                 | /payload/variables/name
            "variables": {"name": null}                  | /payload/variables/name
            "variables": {"name": ["Ada"]}               | /payload/variables/name
            "variables": {"name": "a\\r\\nBcc: b@c.de"}  | /payload/variables/name
            "variables": {"name": "Ada"}, "version": 2   | /payload/version
            "variables": []                              | /payload/variables
            """)
    void whatDoesNotFillTheTemplateIsRefused(String said, String pointer) {
        client.submit(job(said)).isInvalidAt(pointer);
        client.post("/v1/jobs?validate_only=true", job(said)).isInvalidAt(pointer);
        client.post("/v1/jobs?validate_only=true", named("")).is(200);
        assertThat(client.get("/v1/jobs").at("/data")).isEmpty();
    }

    @Test
    void aTemplateMustBeThere() {
        var unknown = named("").replace("hello", "hallo");
        client.submit(unknown).isInvalidAt("/payload/template");
        api.newTenant().submit(named("")).isInvalidAt("/payload/template");
        client.submit(named("")).is(202);
        client.send(client.request("/v1/templates/hello").DELETE()).is(204);
        client.submit(named("")).isInvalidAt("/payload/template");
        client.submit(named(", \"version\": 1")).isInvalidAt("/payload/template");
    }

    @Test
    void itemsOfABatchAreCheckedEach() {
        var lines = String.join("\n", named(""), job("\"variables\": {}"), named(", \"version\": 7"));
        for (var batch : new Answer[] {
            client.stream(lines), client.post("/v1/batches", "{\"items\": [" + lines.replace("\n", ", ") + "]}")
        }) {
            var items = client.get("/v1/batches/" + batch.is(202).text("/id") + "/items");
            assertThat(items.at("/data/0/job_id").isNull()).as(items.body()).isFalse();
            assertThat(items.at("/data/1/errors/0/pointer").stringValue()).isEqualTo("/payload/variables/name");
            assertThat(items.at("/data/2/errors/0/pointer").stringValue()).isEqualTo("/payload/version");
        }
    }
}
