package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchPagesTest {

    private final TestClient client = TestApi.shared().newTenant();
    private String path = "";

    @BeforeEach
    void send() {
        path = "/v1/batches/" + client.stream("{}\n{}\n{}\n").is(202).text("/id");
    }

    @Test
    void aTokenBelongsToItsListAndItsFilter() {
        var token =
                client.get(path + "/items?page_size=1&state=invalid").is(200).text("/next_page_token");
        client.get(path + "/items?state=invalid&page_token=" + token).is(200);
        client.get(path + "/items?page_token=" + token).isInvalidAt("/page_token");
        client.get(path + "/items?state=failed&page_token=" + token).isInvalidAt("/page_token");
        client.get(path + "/results?page_token=" + token).isInvalidAt("/page_token");
        client.get("/v1/batches?page_token=" + token).isInvalidAt("/page_token");
        client.get("/v1/jobs?page_token=" + token).isInvalidAt("/page_token");
        var other = client.stream("{}\n{}\n").is(202).text("/id");
        client.get("/v1/batches/" + other + "/items?state=invalid&page_token=" + token)
                .isInvalidAt("/page_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page_size=5", "page_token=AAAA"})
    void linesHaveNoPages(String query) {
        for (var list : new String[] {"/items?", "/results?"}) {
            var answer = client.send(client.request(path + list + query).header("Accept", "application/x-ndjson"))
                    .isInvalidAt("/" + query.replaceFirst("=.*", ""));
            assertThat(answer.rules()).containsExactly("is for pages; as lines, all are sent");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page_size=0", "page_size=501", "page_token=x", "page_size=1&page_size=2"})
    void aBadPageIsRefused(String query) {
        for (var list : new String[] {"/items?", "/results?"}) {
            client.get(path + list + query).isInvalidAt("/" + query.replaceFirst("=.*", ""));
        }
    }
}
