package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactReferenceTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private static String job(String artifact) {
        return """
                {"kind": "http.request", "payload": {"url": "https://example.com/", "method": "PUT", "body_artifact": "%s"}}""".formatted(artifact);
    }

    private String ready() {
        return new FormBody()
                .file("a.txt", "text/plain", "hello")
                .send(client)
                .is(201)
                .text("/id");
    }

    private Answer delete(String id, String query) {
        return client.send(client.request("/v1/artifacts/" + id + query).DELETE());
    }

    @Test
    void whatAnUnfinishedJobRefersToIsNotDeletedUnlessOneInsists() {
        var id = ready();
        var job = client.submit(job(id)).is(202).text("/id");

        assertThat(delete(id, "").isProblem(409, "artifact_in_use").text("/detail"))
                .contains(job);
        delete(id, "?force=true").is(204);
    }

    @Test
    void afterTheJobsEndItIs() {
        var id = ready();
        var job = client.submit(job(id)).is(202).text("/id");
        client.cancel(job);
        delete(id, "").is(204);
    }

    @Test
    void whatCannotBeUsedIsRefusedWithItsPlace() {
        var announced =
                client.post("/v1/artifacts", "{\"name\": \"a\", \"bytes\": 1}").text("/id");
        var anothers = ready();
        var gone = ready();
        delete(gone, "").is(204);
        for (var id : List.of("art_0199e1d2c3b47a5e8f901234567890ab", gone)) {
            assertThat(client.submit(job(id))
                            .isInvalidAt("/payload/body_artifact")
                            .rules())
                    .containsExactly("is not the id of an artifact of yours");
        }
        api.newTenant().submit(job(anothers)).isInvalidAt("/payload/body_artifact");
        assertThat(client.submit(job(announced))
                        .isInvalidAt("/payload/body_artifact")
                        .rules())
                .containsExactly("is the id of an artifact whose upload is not complete");
        assertThat(client.submit(job("../../etc/passwd"))
                        .isInvalidAt("/payload/body_artifact")
                        .rules())
                .containsExactly("must be an artifact's id: art_ and 32 hexadecimal digits");
        client.post("/v1/jobs?validate_only=true", job(gone)).isInvalidAt("/payload/body_artifact");
    }

    @Test
    void itIsInThePlaceOfABody() {
        var both = job(ready()).replace("\"method\"", "\"body\": \"x\", \"method\"");
        assertThat(client.submit(both).isInvalidAt("/payload/body_artifact").rules())
                .containsExactly("must not be given with body");
    }

    @Test
    void anItemOfABatchMayReferToOneToo() {
        var id = ready();
        var lines = job(id) + "\n" + job("art_0199e1d2c3b47a5e8f901234567890ab");
        var batch = client.stream(lines).is(202);
        assertThat(batch.at("/errors").toString()).contains("/payload/body_artifact");
        delete(id, "").isProblem(409, "artifact_in_use");
    }
}
