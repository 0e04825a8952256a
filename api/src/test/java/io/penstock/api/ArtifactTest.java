package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifacts;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArtifactTest {

    /** Of "hello", as anybody's sha256sum has it. */
    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private Answer upload(String name, String type, String content) {
        return new FormBody().file(name, type, content).send(client).is(201).fits("Artifact");
    }

    private Answer announce(String json) {
        return client.post("/v1/artifacts", json).is(201).fits("Artifact");
    }

    private Answer delete(String id, String query) {
        return client.send(client.request("/v1/artifacts/" + id + query).DELETE());
    }

    private Answer put(String url, String content) {
        return client.send(HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofString(content)));
    }

    private Answer content(String id) {
        return client.get("/v1/artifacts/" + id + "/content");
    }

    @Test
    void aFormIsTakenAndItsFileComesOutAgain() {
        var made = new FormBody()
                .field("name", "Grün & weiß.txt")
                .field("content_type", "Text/Plain; charset=utf-8")
                .field("sha256", HELLO.toUpperCase(java.util.Locale.ROOT))
                .field("keep_for", "P2D")
                .file("other.bin", "application/octet-stream", "hello")
                .send(client)
                .is(201)
                .fits("Artifact");

        var id = made.text("/id");
        assertThat(made.header("Location")).isEqualTo("/v1/artifacts/" + id);
        assertThat(made.text("/name")).isEqualTo("Grün & weiß.txt");
        assertThat(made.text("/content_type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(made.at("/bytes").asInt()).isEqualTo(5);
        assertThat(made.text("/sha256")).isEqualTo(HELLO);
        assertThat(made.text("/state")).isEqualTo("ready");
        assertThat(Instant.parse(made.text("/expires_at")))
                .isEqualTo(Instant.parse(made.text("/created_at")).plus(Duration.ofDays(2)));
        assertThat(client.get("/v1/artifacts/" + id).is(200).body()).isEqualTo(made.body());
        assertThat(content(id).is(200).body()).isEqualTo("hello");
    }

    @Test
    void thePartSaysWhatTheFieldsDoNot() {
        var made = upload("a b.csv", "text/csv", "1,2");
        assertThat(made.text("/name")).isEqualTo("a b.csv");
        assertThat(made.text("/content_type")).isEqualTo("text/csv");
        assertThat(Instant.parse(made.text("/expires_at")))
                .isEqualTo(Instant.parse(made.text("/created_at")).plus(Duration.ofDays(30)));
    }

    @Test
    void aFileMayBeEmptyAndHoldAnything() {
        assertThat(content(upload("empty", "a/b", "").text("/id")).is(200).body())
                .isEmpty();
        var tricky = "\r\n--\r\n------a-boundary-of-471\r\n\0";
        assertThat(content(upload("tricky", "a/b", tricky).text("/id")).body()).isEqualTo(tricky);
    }

    @Test
    void anAnnouncedFileIsSentToItsUrlWithoutAKey() {
        var made = announce("""
                {"name": "a.txt", "content_type": "text/plain", "bytes": 5, "sha256": "%s"}""".formatted(HELLO));
        var id = made.text("/id");
        assertThat(made.text("/state")).isEqualTo("uploading");
        assertThat(made.text("/upload/method")).isEqualTo("PUT");
        assertThat(made.text("/upload/headers/Content-Type")).isEqualTo("text/plain");
        content(id).isProblem(409, "artifact_not_ready");
        client.send(client.request("/v1/artifacts/" + id + "/complete").POST(BodyPublishers.noBody()))
                .isProblem(409, "artifact_not_ready");

        var sent = put(made.text("/upload/url"), "hello").is(200).fits("Artifact");

        assertThat(sent.text("/state")).isEqualTo("ready");
        assertThat(content(id).is(200).body()).isEqualTo("hello");
        for (int i = 0; i < 2; i++) {
            assertThat(client.send(client.request("/v1/artifacts/" + id + "/complete")
                                    .POST(BodyPublishers.noBody()))
                            .is(200)
                            .fits("Artifact")
                            .text("/sha256"))
                    .isEqualTo(HELLO);
        }
        put(made.text("/upload/url"), "hullo").isProblem(409, "artifact_complete");
        assertThat(content(id).body()).isEqualTo("hello");
    }

    @Test
    void anAnnouncedFileMayBeSentWithTheKeyToo() {
        var id = announce("{\"name\": \"a.txt\", \"bytes\": 5}").text("/id");
        assertThat(client.send(client.request("/v1/artifacts/" + id + "/content")
                                .PUT(BodyPublishers.ofString("hello")))
                        .is(200)
                        .text("/content_type"))
                .isEqualTo("application/octet-stream");
    }

    @Test
    void whatIsNotAsAnnouncedIsNotKeptAndMayBeSentAgain() {
        var made = announce("{\"name\": \"a.txt\", \"bytes\": 5, \"sha256\": \"%s\"}".formatted(HELLO));
        var url = made.text("/upload/url");
        assertThat(put(url, "hell").isProblem(422, "size_mismatch").pointers()).containsExactly("/bytes");
        assertThat(put(url, "hello!").isProblem(422, "size_mismatch").pointers())
                .containsExactly("/bytes");
        assertThat(put(url, "hullo").isProblem(422, "checksum_mismatch").pointers())
                .containsExactly("/sha256");
        put(url, "hello").is(200);
    }

    @Test
    void aLinkIsForOneArtifactOneMethodAndOneSize() {
        var made = announce("{\"name\": \"a.txt\", \"bytes\": 5}");
        var other = announce("{\"name\": \"b.txt\", \"bytes\": 6}");
        var url = made.text("/upload/url");
        put(url.replace(made.text("/id"), other.text("/id")), "hello!").isProblem(403, "link_invalid");
        put(url.replaceAll("expires=\\d+", "expires=99999999999"), "hello").isProblem(403, "link_invalid");
        put(url.replaceAll(".$", url.endsWith("0") ? "1" : "0"), "hello").isProblem(403, "link_invalid");
        put(url.replaceAll("signature=.*", "signature="), "hello").isProblem(403, "link_invalid");
        client.send(HttpRequest.newBuilder(URI.create(url))).isProblem(403, "link_invalid");
        put(url, "hello").is(200);
    }

    @Test
    void whoHasALinkNeedsNoKey() {
        var id = upload("a.txt", "text/plain", "hello").text("/id");
        var before = Instant.now();
        var link = client.post("/v1/artifacts/" + id + "/links", "{\"expires_in\": \"PT10M\"}")
                .is(201)
                .fits("ArtifactLink");
        assertThat(Instant.parse(link.text("/expires_at")))
                .isBetween(before.plusSeconds(590), Instant.now().plusSeconds(610));
        assertThat(Instant.parse(
                        client.post("/v1/artifacts/" + id + "/links", "{}").text("/expires_at")))
                .isAfter(before.plusSeconds(3500));

        var read = HttpRequest.newBuilder(URI.create(link.text("/url")));
        assertThat(client.send(read).is(200).body()).isEqualTo("hello");
        assertThat(client.send(read.copy().HEAD()).is(200).header("Content-Length"))
                .isEqualTo("5");
        assertThat(client.send(read.copy().header("Range", "bytes=1-2")).is(206).body())
                .isEqualTo("el");
        client.send(HttpRequest.newBuilder(URI.create(link.text("/url"))).PUT(BodyPublishers.ofString("hello")))
                .isProblem(403, "link_invalid");
        api.stranger().get("/v1/artifacts/" + id + "/content").isProblem(401, "no_key");
        delete(id, "").is(204);
        client.send(read).isProblem(404, "artifact_not_found");
    }

    @Test
    void aLinkWhoseTimeIsOverIsNone() {
        var id = upload("a.txt", "text/plain", "hello").text("/id");
        var url = URI.create(client.post("/v1/artifacts/" + id + "/links", "{\"expires_in\": \"PT1S\"}")
                .text("/url"));
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> client.send(HttpRequest.newBuilder(url)).isProblem(403, "link_invalid"));
    }

    @Test
    void everybodyHasOnlyTheirOwn() {
        var id = upload("a.txt", "text/plain", "hello").text("/id");
        var other = api.newTenant();
        other.get("/v1/artifacts/" + id).isProblem(404, "artifact_not_found");
        other.get("/v1/artifacts/" + id + "/content").isProblem(404, "artifact_not_found");
        other.send(other.request("/v1/artifacts/" + id + "/content").PUT(BodyPublishers.ofString("x")))
                .isProblem(404, "artifact_not_found");
        other.send(other.request("/v1/artifacts/" + id + "/complete").POST(BodyPublishers.noBody()))
                .isProblem(404, "artifact_not_found");
        other.post("/v1/artifacts/" + id + "/links", "{}").isProblem(404, "artifact_not_found");
        other.send(other.request("/v1/artifacts/" + id + "?force=true").DELETE())
                .isProblem(404, "artifact_not_found");
        assertThat(other.get("/v1/artifacts").is(200).at("/data")).isEmpty();
        content(id).is(200);
    }

    @Test
    void whatIsDeletedIsGone() {
        var id = upload("a.txt", "text/plain", "hello").text("/id");
        delete(id, "").is(204);
        delete(id, "").isProblem(404, "artifact_not_found");
        content(id).isProblem(404, "artifact_not_found");
        client.get("/v1/artifacts/" + id).isProblem(404, "artifact_not_found");
    }

    @Test
    void listsAreReadPageByPageAndNarrowed() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(upload("report-" + i + ".txt", "text/plain", "x").text("/id"));
        }
        upload("other.csv", "text/csv", "x");
        assertThat(pages("name=report")).isEqualTo(ids);
        assertThat(pages("content_type=text/csv")).hasSize(1);
        assertThat(pages("created_before=2001-01-01T00:00:00Z")).isEmpty();
        assertThat(pages("created_after=2001-01-01T00:00:00Z&name=report-3")).containsExactly(ids.get(1));
    }

    private List<String> pages(String filter) {
        var found = new ArrayList<String>();
        @Nullable String token = null;
        do {
            var page = client.get("/v1/artifacts?page_size=2&" + filter + (token == null ? "" : "&page_token=" + token))
                    .is(200)
                    .fits("ArtifactPage");
            page.at("/data").forEach(one -> found.add(one.at("/id").asString()));
            token = page.at("/next_page_token").isNull() ? null : page.text("/next_page_token");
        } while (token != null);
        return found;
    }

    @Test
    void theRowsKnowTheTenantThatMadeThem() {
        var id = ArtifactId.parse(upload("a", "a/b", "x").text("/id")).orElseThrow();
        assertThat(api.bean(Artifacts.class).find(id).orElseThrow().tenant()).isEqualTo(client.tenant());
    }
}
