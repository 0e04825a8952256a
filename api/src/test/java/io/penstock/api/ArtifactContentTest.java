package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactContentTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();
    private final String id = made("digits.txt", "text/plain", "0123456789");

    private String made(String name, String type, String content) {
        return new FormBody().file(name, type, content).send(client).is(201).text("/id");
    }

    private Answer get(String... headers) {
        var request = client.request("/v1/artifacts/" + id + "/content");
        return client.send(headers.length == 0 ? request : request.headers(headers));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, 01234, bytes 0-4/10",
        "bytes=3-3, 3, bytes 3-3/10",
        "bytes=5-, 56789, bytes 5-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=-99, 0123456789, bytes 0-9/10",
        "bytes=8-99, 89, bytes 8-9/10",
        "BYTES=0-0, 0, bytes 0-0/10"
    })
    void aRangeIsSentAlone(String range, String content, String which) {
        var answer = get("Range", range).is(206);
        assertThat(answer.body()).isEqualTo(content);
        assertThat(answer.header("Content-Range")).isEqualTo(which);
        assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(content.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=99-100", "bytes=-0"})
    void aRangeThatIsNotThereIsRefusedWithTheSize(String range) {
        assertThat(get("Range", range).isProblem(416, "range_not_satisfiable").header("Content-Range"))
                .isEqualTo("bytes */10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=5-3", "bytes=0-1,3-4", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=99999999999999999999-"
            })
    void whatIsNoSingleRangeIsAnsweredWithAll(String range) {
        assertThat(get("Range", range).is(200).body()).isEqualTo("0123456789");
    }

    @Test
    void aPartIsOnlyOfTheContentThatTheClientHas() {
        var tag = get().header("ETag");
        assertThat(tag).matches("\"[0-9a-f]{64}\"");
        assertThat(get("Range", "bytes=1-2", "If-Range", tag).is(206).body()).isEqualTo("12");
        assertThat(get("Range", "bytes=1-2", "If-Range", "\"another\"").is(200).body())
                .hasSize(10);
        assertThat(get("Range", "bytes=1-2", "If-Range", "W/" + tag).is(200).body())
                .hasSize(10);
    }

    @Test
    void whoHasItIsNotSentItAgain() {
        var tag = get().header("ETag");
        assertThat(get("If-None-Match", tag).is(304).body()).isEmpty();
        assertThat(get("If-None-Match", tag).header("ETag")).isEqualTo(tag);
        get("If-None-Match", "\"other\", W/" + tag).is(304);
        get("If-None-Match", "*").is(304);
        get("If-None-Match", "\"other\"").is(200);
    }

    @Test
    void headTellsWhatGetWouldSend() {
        var head = client.send(
                        client.request("/v1/artifacts/" + id + "/content").HEAD())
                .is(200);
        assertThat(head.header("Content-Length")).isEqualTo("10");
        assertThat(head.header("ETag")).isEqualTo(get().header("ETag"));
        assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void aFileOfAStrangersIsADownloadAndNothingElse() {
        var page = made("Grün \"x\";.html", "text/html", "<script>alert(1)</script>");
        var answer = client.get("/v1/artifacts/" + page + "/content").is(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).contains("sandbox");
        assertThat(answer.header("Content-Disposition"))
                .startsWith("attachment;")
                .contains("filename*=UTF-8''Gr%C3%BCn%20%22x%22%3B.html");
    }

    @Test
    void whoHangsUpLeavesNothingBehind() throws IOException {
        var large = new byte[8 << 20];
        new Random(4711).nextBytes(large);
        var made =
                new FormBody().file("large", "a/b", large).send(client).is(201).text("/id");
        for (int i = 0; i < 20; i++) {
            try (var in = client.open(client.request("/v1/artifacts/" + made + "/content"))
                    .body()) {
                assertThat(in.readNBytes(10)).hasSize(10);
            }
        }
        assertThat(client.send(client.request("/v1/artifacts/" + made + "/content"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatTheStoreHasLostIsTold() {
        api.database()
                .jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE artifact SET object = 'lost' WHERE tenant = ?", client.tenant()));
        assertThat(get().isProblem(503, "store_unavailable").at("/retryable").asBoolean())
                .isTrue();
    }
}
