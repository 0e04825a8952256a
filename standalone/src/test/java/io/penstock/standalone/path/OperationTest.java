package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.standalone.role.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.webmvc.actuate.endpoint.web.WebMvcEndpointHandlerMapping;

/** What whoever runs a process asks it, without a key. */
class OperationTest {

    private final HttpClient stranger = HttpClient.newHttpClient();

    @ParameterizedTest
    @EnumSource
    void everyRoleTellsHowItIs(Role role) throws Exception {
        try (var installation = new Installation()) {
            var url = Installation.url(installation.start(role));

            for (var path : List.of("/health", "/health/live", "/health/ready", "/health/postgres")) {
                assertThat(get(url + path).statusCode()).as(path).isEqualTo(200);
                assertThat(get(url + path).body()).as(path).contains("\"status\":\"UP\"");
                assertThat(get(url + path).headers().firstValue("Content-Type"))
                        .as(path)
                        .contains("application/json");
            }
            assertThat(get(url + "/health/none").statusCode()).isEqualTo(404);
            assertThat(get(url + "/metrics").statusCode()).isEqualTo(200);
            assertThat(get(url + "/metrics").body()).contains("# TYPE");
        }
    }

    /** live and ready are parts that have a place of their own in the contract. */
    @Test
    void theContractNamesWhatIsServedBesideTheApi() throws Exception {
        try (var installation = new Installation()) {
            var api = installation.start(Role.API);
            var contract = ApiClient.json(get(Installation.url(api) + "/openapi.json"));

            assertThat(contract.get("paths").propertyNames())
                    .filteredOn(path -> !path.startsWith("/v1/"))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Stream.of("/openapi.json", "/health/live", "/health/ready"),
                                    api
                                            .getBean(WebMvcEndpointHandlerMapping.class)
                                            .getHandlerMethods()
                                            .keySet()
                                            .stream()
                                            .flatMap(served -> served.getPatternValues().stream())
                                            .map(path -> path.replace("**", "{part}")))
                            .toList());
        }
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return stranger.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
