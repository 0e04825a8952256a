package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class KeyTest {

    private final TestApi api = TestApi.shared();

    static Stream<String> routes() {
        return Contract.operations().keySet().stream()
                .filter(route -> route.contains(" /v1/")
                        && !route.contains(" /v1/hooks/")
                        && !route.contains(" /v1/unsubscribe/"))
                .map(route -> route.replaceAll("\\{\\w+}", "job_0199e1d2c3b47a5e8f901234567890ab"))
                .sorted();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void nothingIsAnsweredWithoutAKey(String route) {
        var words = route.split(" ", -1);
        var stranger = api.stranger();
        var answer = stranger.send(stranger.request(words[1]).method(words[0], BodyPublishers.noBody()))
                .isProblem(401, "no_key");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.text("/detail")).isEqualTo("Send the header Authorization: Bearer <your API key>.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic ZGV2OmRldg==", "Bearer", "Bearer ", "pk_0123456789abcdef", "Token pk_0123456789abcdef"})
    void anotherSchemeIsNoKey(String authorization) {
        api.stranger().with(authorization).submit("{}").isProblem(401, "no_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer pk_0123456789abcdefghijklmnopqrstuvwxyz", "Bearer x", "Bearer two words"})
    void anUnknownKeyIsRefused(String authorization) {
        var answer = api.stranger().with(authorization).submit("{}").isProblem(401, "unknown_key");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void aRevokedKeyIsRefused() {
        var client = api.newTenant();
        api.database()
                .jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE api_key SET revoked_at = now() WHERE tenant = ?", client.tenant()));
        client.get("/v1/jobs").isProblem(401, "unknown_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER ", "Bearer   "})
    void theNameOfTheSchemeIsNotCaseSensitive(String scheme) {
        var client = api.newTenant();
        client.with(scheme + String.valueOf(client.authorization()).substring("Bearer ".length()))
                .get("/v1/jobs")
                .is(200);
    }

    @Test
    void theContractIsForEverybody() {
        var answer = api.stranger().get("/openapi.json").is(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json()).isEqualTo(Contract.JSON);
    }
}
