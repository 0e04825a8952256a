package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final String HELLO = """
            {"subject": "Hello {{name}}", "text": "Hello {{name}}{{#items}}, {{title}}{{/items}}", "html": "<p>{{name}}</p>"}""";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private Answer put(String name, String json) {
        return client.send(client.request("/v1/templates/" + name)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    private Answer delete(String name) {
        return client.send(client.request("/v1/templates/" + name).DELETE());
    }

    private static List<String> names(Answer page) {
        page.is(200).fits("TemplatePage");
        return page.at("/data")
                .valueStream()
                .map(one -> one.at("/name").stringValue() + " " + one.at("/version"))
                .toList();
    }

    @Test
    void aChangeMakesAVersion() {
        var created = put("hello", HELLO).is(201).fits("Template");
        assertThat(created.header("Location")).isEqualTo("/v1/templates/hello/versions/1");
        assertThat(created.at("/variables").toString())
                .isEqualTo(
                        "[{\"name\":\"name\",\"required\":true,\"in\":[]},{\"name\":\"items\",\"required\":false,\"in\":[]},"
                                + "{\"name\":\"title\",\"required\":true,\"in\":[\"items\"]}]");
        assertThat(put("hello", HELLO).is(200).fits("Template").json()).isEqualTo(created.json());
        assertThat(put("hello", "{\"subject\": \"Bye\", \"text\": \"Bye\"}")
                        .is(201)
                        .at("/version")
                        .asInt())
                .isEqualTo(2);

        assertThat(client.get("/v1/templates/hello").is(200).fits("Template").text("/subject"))
                .isEqualTo("Bye");
        assertThat(client.get("/v1/templates/hello/versions/1")
                        .is(200)
                        .fits("Template")
                        .json())
                .isEqualTo(created.json());
    }

    @Test
    void theListsGoOn() {
        put("b", HELLO).is(201);
        put("a.a", HELLO).is(201);
        put("b", "{\"subject\": \"Bye\", \"text\": \"Bye\"}").is(201);

        var page = client.get("/v1/templates?page_size=1");
        assertThat(names(page)).containsExactly("a.a 1");
        assertThat(names(client.get("/v1/templates?page_size=1&page_token=" + page.text("/next_page_token"))))
                .containsExactly("b 2");
        var versions = client.get("/v1/templates/b/versions?page_size=1");
        assertThat(names(versions)).containsExactly("b 2");
        var rest = client.get("/v1/templates/b/versions?page_token=" + versions.text("/next_page_token"));
        assertThat(names(rest)).containsExactly("b 1");
        assertThat(rest.at("/next_page_token").isNull()).isTrue();
    }

    @Test
    void aDeletedOneIsGone() {
        put("hello", HELLO).is(201);
        delete("hello").is(204);
        delete("hello").isProblem(404, "template_not_found");
        client.get("/v1/templates/hello").isProblem(404, "template_not_found");
        client.get("/v1/templates/hello/versions").isProblem(404, "template_not_found");
        client.get("/v1/templates/hello/versions/1").isProblem(404, "template_not_found");
        assertThat(put("hello", HELLO).is(201).at("/version").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "DELETE, ''", "GET, /versions", "GET, /versions/1", "POST, /preview", "POST, /test"})
    void anothersTemplateIsNotThere(String method, String path) {
        put("hello", HELLO).is(201);
        var other = api.newTenant();
        for (var route :
                List.of("/v1/templates/hello" + path, "/v1/templates/HELLO" + path, "/v1/templates/a%0Ab" + path)) {
            other.send(other.request(route)
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString("{}")))
                    .isProblem(404, "template_not_found");
        }
        assertThat(names(other.get("/v1/templates"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"subject": "{{name", "text": "x"}                    | /subject
            {"subject": "x", "text": "{{#a}}"}                    | /text
            {"subject": "x", "html": "{{{a}}}"}                   | /html
            {"subject": "x", "html": "{{> a}}", "text": "{{a"}    | /html,/text
            {"subject": "x", "text": "a\\u0000b"}                 | /text
            {"subject": "x"}                                      | /text
            {"text": "x"}                                         | /subject
            {"subject": "x", "text": "x", "body": "x"}            | /body
            """)
    void whatIsNoTemplateIsRefused(String json, String pointers) {
        put("hello", json).isInvalidAt(pointers.split(",", -1));
        client.get("/v1/templates/hello").is(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello", ".hello", "-hello", "he%20llo", "hello%0A", "h%C3%A9llo"})
    void whatIsNoNameIsNotFound(String name) {
        put(name, HELLO).isProblem(404, "template_not_found");
        assertThat(names(client.get("/v1/templates"))).isEmpty();
    }

    @Test
    void aPreviewIsWhatWouldBeSent() {
        put("hello", HELLO).is(201);
        put("hello", "{\"subject\": \"Bye {{name}}\", \"text\": \"Bye\"}").is(201);
        var newest = client.post("/v1/templates/hello/preview", "{\"variables\": {\"name\": \"A&B\"}}")
                .is(200)
                .fits("TemplatePreview");
        assertThat(newest.text("/subject")).isEqualTo("Bye A&B");
        assertThat(newest.at("/version").asInt()).isEqualTo(2);
        var first = client.post(
                        "/v1/templates/hello/preview",
                        "{\"version\": 1, \"variables\": {\"name\": \"A&B\", \"items\": [{\"title\": \"x\"}]}}")
                .is(200)
                .fits("TemplatePreview");
        assertThat(first.text("/text")).isEqualTo("Hello A&B, x");
        assertThat(first.text("/html")).isEqualTo("<p>A&amp;B</p>");
        assertThat(first.at("/variables")).hasSize(3);

        client.post("/v1/templates/hello/preview", "{\"version\": 3}").isProblem(404, "template_not_found");
        client.post("/v1/templates/hello/preview", "{\"variables\": {\"items\": [{}]}, \"version\": 1}")
                .isInvalidAt("/variables/name", "/variables/items/0/title");
        client.post("/v1/templates/hello/preview", "{\"variables\": {\"name\": \"a\\nBcc: b\"}}")
                .isInvalidAt("/variables/name");
    }

    @Test
    void aTemplateCanBeSeenBeforeItIsStored() {
        var preview = client.post(
                        "/v1/templates/not-yet/preview",
                        "{\"variables\": {\"name\": \"Ada\"}, \"template\": {\"subject\": \"Hi {{name}}\", \"text\": \"x\"}}")
                .is(200)
                .fits("TemplatePreview");
        assertThat(preview.text("/subject")).isEqualTo("Hi Ada");
        assertThat(preview.at("/version").isNull()).isTrue();
        client.get("/v1/templates/not-yet").is(404);
        client.post(
                        "/v1/templates/x/preview",
                        "{\"version\": 1, \"template\": {\"subject\": \"x\", \"text\": \"{{a\"}}")
                .isInvalidAt("/template/text", "/version");
        client.post(
                        "/v1/templates/x/preview",
                        "{\"variables\": [], \"template\": {\"subject\": \"\", \"text\": \"a\"}}")
                .isInvalidAt("/template/subject", "/variables");
    }

    @Test
    void aTestIsAJob() {
        put("hello", HELLO).is(201);
        var answer = client.post(
                        "/v1/templates/hello/test",
                        "{\"to\": [{\"email\": \"ada@example.com\"}], \"variables\": {\"name\": \"Ada\"}}")
                .is(202)
                .fits("Job");
        assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + answer.text("/id"));
        assertThat(answer.text("/kind")).isEqualTo("email.template");
        assertThat(answer.at("/tags").toString()).isEqualTo("{\"test\":\"true\"}");
        assertThat(TemplateMailTest.payload(api, answer.text("/id")))
                .isEqualTo("{\"template\":\"hello\",\"test\":true,\"to\":[{\"email\":\"ada@example.com\"}],"
                        + "\"variables\":{\"name\":\"Ada\"},\"version\":1}");
    }

    @Test
    void whatIsWrongWithATestIsToldInItsWords() {
        put("hello", HELLO).is(201);
        var to = "\"to\": [{\"email\": \"ada@example.com\"}]";
        client.post("/v1/templates/hello/test", "{" + to + "}").isInvalidAt("/variables/name");
        client.post("/v1/templates/hello/test", "{" + to + ", \"version\": 2}").isInvalidAt("/version");
        client.post("/v1/templates/hello/test", "{\"to\": [{\"email\": \"ada\"}]}")
                .isInvalidAt("/to/0/email");
        client.post("/v1/templates/hello/test", "{}").isInvalidAt("/to");
        client.post("/v1/templates/hello/test", "{" + to + ", \"subject\": \"x\"}")
                .isInvalidAt("/subject");
        assertThat(client.get("/v1/jobs").at("/data")).isEmpty();
    }
}
