package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.testing.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class ArtifactRefusalTest {

    private static final String ID = "art_0199e1d2c3b47a5e8f901234567890ab";

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "name": "../../etc/passwd", "bytes": 1                                | /name         | must be a name, not a path: none of /, \\ and .. may stand in it
            "name": "a/b", "bytes": 1                                             | /name         | must be a name, not a path: none of /, \\ and .. may stand in it
            "name": "..", "bytes": 1                                              | /name         | must be a name, not a path: none of /, \\ and .. may stand in it
            "name": "C:\\\\x", "bytes": 1                                         | /name         | must be a name, not a path: none of /, \\ and .. may stand in it
            "name": "a\\u0000b", "bytes": 1                                       | /name         | must not have control or formatting characters
            "name": "a\\u202efdp.exe", "bytes": 1                                 | /name         | must not have control or formatting characters
            "name": " ", "bytes": 1                                               | /name         | must not be blank
            "bytes": 1                                                            | /name         | must not be null
            "name": 5, "bytes": 1                                                 | /name         | must be a string
            "name": "a"                                                           | /bytes        | must not be null
            "name": "a", "bytes": -1                                              | /bytes        | must not be negative
            "name": "a", "bytes": "1"                                             | /bytes        | must be a whole number
            "name": "a", "bytes": 1, "content_type": "pdf"                        | /content_type | must be a media type such as application/pdf
            "name": "a", "bytes": 1, "content_type": "a/b\\r\\nX: y"              | /content_type | must be a media type such as application/pdf
            "name": "a", "bytes": 1, "sha256": "abc"                              | /sha256       | must be a SHA-256 in 64 hexadecimal digits
            "name": "a", "bytes": 1, "keep_for": "PT0S"                           | /keep_for     | must be longer than PT0S and at most P3650D
            "name": "a", "bytes": 1, "keep_for": "P3651D"                         | /keep_for     | must be longer than PT0S and at most P3650D
            "name": "a", "bytes": 1, "keep_for": "30 days"                        | /keep_for     | must be an ISO 8601 duration such as PT30S
            "name": "a", "bytes": 1, "path": "x"                                  | /path         | is not a known field
            """)
    void anAbsurdAnnouncementIsRefused(String said, String pointer, String rule) {
        assertThat(client.post("/v1/artifacts", "{" + said + "}")
                        .isInvalidAt(pointer)
                        .rules())
                .containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "a/b", "..\\\\x", "a\u202Eb", "a..b"})
    void aFileWithAnAbsurdNameIsRefused(String name) {
        new FormBody().file(name, "a/b", "x").send(client).isInvalidAt("/name");
        new FormBody().field("name", name).file("a", "a/b", "x").send(client).isInvalidAt("/name");
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        new FormBody()
                .field("name", "x".repeat(201))
                .file("a", "a/b", "x")
                .send(client)
                .isInvalidAt("/name");
        new FormBody()
                .field("name", "x".repeat(3000))
                .file("a", "a/b", "x")
                .send(client)
                .isInvalidAt("/name");
    }

    @Test
    void aFormHasItsFieldsAndThenOneFile() {
        new FormBody().field("name", "a").send(client).isInvalidAt("/file");
        new FormBody().file("a", "a/b", "x").file("b", "a/b", "y").send(client).isInvalidAt("/file");
        new FormBody().file("a", "a/b", "x").field("name", "b").send(client).isInvalidAt("/name");
        new FormBody()
                .field("name", "a")
                .field("name", "b")
                .file("a", "a/b", "x")
                .send(client)
                .isInvalidAt("/name");
        new FormBody().field("path", "a").file("a", "a/b", "x").send(client).isInvalidAt("/path");
        new FormBody().field("bytes", "1").file("a", "a/b", "x").send(client).isInvalidAt("/bytes");
        new FormBody()
                .field("keep_for", "soon")
                .file("a", "a/b", "x")
                .send(client)
                .isInvalidAt("/keep_for");
    }

    @Test
    void aFormThatBreaksOffIsRefused() {
        new FormBody().file("a", "a/b", "x").sendCut(client).isProblem(400, "bad_request");
        new FormBody().field("name", "x").sendCut(client).isProblem(400, "bad_request");
        client.send(client.request("/v1/artifacts")
                        .header("Content-Type", "multipart/form-data")
                        .POST(BodyPublishers.ofString("x")))
                .isProblem(400, "bad_request");
    }

    @Test
    void aFormWithAnotherContentThanItSaysLeavesNothing() {
        assertThat(new FormBody()
                        .field("sha256", "ab".repeat(32))
                        .file("a", "a/b", "hello")
                        .send(client)
                        .isProblem(422, "checksum_mismatch")
                        .pointers())
                .containsExactly("/sha256");
    }

    @Test
    void whatIsNeitherJsonNorAFormIsRefused() {
        client.send(client.request("/v1/artifacts")
                        .header("Content-Type", "application/pdf")
                        .POST(BodyPublishers.ofString("x")))
                .isProblem(415, "unsupported_media_type");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        client.get("/v1/artifacts/" + ID).isProblem(404, "artifact_not_found");
        client.get("/v1/artifacts/" + ID + "/content").isProblem(404, "artifact_not_found");
        client.send(client.request("/v1/artifacts/" + ID).DELETE()).isProblem(404, "artifact_not_found");
        client.post("/v1/artifacts/" + ID + "/links", "{}").isProblem(404, "artifact_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"art_", "job_0199e1d2c3b47a5e8f901234567890ab", "..%2f..%2fetc", "x"})
    void whatIsNoIdIsRefused(String id) {
        assertThat(client.get("/v1/artifacts/" + id).status()).isEqualTo(400);
        assertThat(client.get("/v1/artifacts/" + id + "/content").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, ?page_token=!!, /page_token",
        "GET, ?page_size=0, /page_size",
        "GET, ?kind=x, /kind",
        "GET, ?created_after=soon, /created_after",
        "DELETE, /art_0199e1d2c3b47a5e8f901234567890ab?force=yes, /force",
        "DELETE, /art_0199e1d2c3b47a5e8f901234567890ab?forced=true, /forced",
        "GET, /art_0199e1d2c3b47a5e8f901234567890ab/content?download=1, /download"
    })
    void anAbsurdQueryIsRefused(String method, String path, String pointer) {
        client.send(client.request("/v1/artifacts" + path).method(method, BodyPublishers.noBody()))
                .isInvalidAt(pointer);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, /expires_in", "P7DT1S, /expires_in", "-PT1H, /expires_in", "soon, /expires_in"})
    void anAbsurdTimeOfALinkIsRefused(String time, String pointer) {
        client.post("/v1/artifacts/" + ID + "/links", "{\"expires_in\": \"" + time + "\"}")
                .isInvalidAt(pointer);
    }

    @Test
    void theOperatorsLimitsHold(@TempDir Path folder) throws Exception {
        try (var database = TestDatabase.fresh();
                var strict = TestApi.start(
                        database.url(),
                        Map.of(
                                "penstock.artifacts.folder", folder,
                                "penstock.artifacts.max-bytes", "10B",
                                "penstock.artifacts.quota", "25B",
                                "penstock.artifacts.types", "text/*,application/pdf",
                                "penstock.artifacts.public-url", "https://files.example.com/"))) {
            var one = strict.newTenant();
            assertThat(new FormBody()
                            .file("a", "text/plain", "12345678901")
                            .send(one)
                            .isProblem(413, "too_large")
                            .pointers())
                    .containsExactly("/file");
            new FormBody()
                    .field("colour", "red")
                    .file("a", "text/plain", "x")
                    .send(one)
                    .isInvalidAt("/colour");
            new FormBody()
                    .field("colour", "red")
                    .file("a", "text/plain", new byte[1 << 17])
                    .send(one)
                    .isProblem(413, "too_large");
            assertThat(one.post("/v1/artifacts", "{\"name\": \"a\", \"content_type\": \"text/csv\", \"bytes\": 11}")
                            .isProblem(413, "too_large")
                            .pointers())
                    .containsExactly("/bytes");
            assertThat(new FormBody()
                            .file("a", "image/png", "x")
                            .send(one)
                            .isProblem(415, "type_not_allowed")
                            .pointers())
                    .containsExactly("/content_type");
            one.post("/v1/artifacts", "{\"name\": \"a\", \"bytes\": 1}").isProblem(415, "type_not_allowed");
            var link = one.post(
                            "/v1/artifacts", "{\"name\": \"a\", \"content_type\": \"application/pdf\", \"bytes\": 10}")
                    .is(201);
            assertThat(link.text("/upload/url")).startsWith("https://files.example.com/v1/artifacts/art_");
            new FormBody().file("a", "text/plain", "1234567890").send(one).is(201);
            new FormBody()
                    .file("b", "text/csv; charset=utf-8", "1234567890")
                    .send(one)
                    .is(201);
            var full =
                    new FormBody().file("c", "text/plain", "123456").send(one).isProblem(409, "quota_exceeded");
            assertThat(full.text("/detail")).contains("have 20 bytes").contains("of 25");
            one.post("/v1/artifacts", "{\"name\": \"a\", \"content_type\": \"text/csv\", \"bytes\": 6}")
                    .isProblem(409, "quota_exceeded");
            one.send(one.request("/v1/artifacts/" + link.text("/id") + "/content")
                            .PUT(BodyPublishers.ofString("1234567890")))
                    .isProblem(409, "quota_exceeded");
            new FormBody().file("c", "text/plain", "12345").send(one).is(201);
            new FormBody()
                    .file("c", "text/plain", "12345")
                    .send(strict.newTenant())
                    .is(201);
            try (var files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(4);
            }
        }
    }
}
