package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenants;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthKeysTest {

    private final TestApi api = TestApi.shared();
    private final TestClient admin = api.client(api.bean(Tenants.class).named("auth-" + UUID.randomUUID()), Role.ADMIN);

    private Answer made(String name, String role) {
        return admin.post("/v1/auth/keys", "{\"name\": \"%s\", \"role\": \"%s\"}".formatted(name, role))
                .is(201)
                .fits("Key");
    }

    private Answer rotate(String id, String body) {
        return admin.post("/v1/auth/keys/" + id + "/rotate", body);
    }

    private Answer revoke(String id) {
        return admin.send(admin.request("/v1/auth/keys/" + id).method("DELETE", BodyPublishers.noBody()));
    }

    private String ownId() {
        return admin.get("/v1/auth/keys").text("/data/0/id");
    }

    @Test
    void aSecretIsShownOnce() {
        var key = made("deploy", "submitter");
        assertThat(key.header("Cache-Control")).isEqualTo("no-store");
        var secret = key.text("/secret");
        assertThat(admin.get("/v1/auth/keys").body()).contains(key.text("/id")).doesNotContain(secret, "secret\":");
        var client = admin.with("Bearer " + secret);
        client.submit("{\"kind\": \"probe\", \"payload\": {}}").is(202);
        client.get("/v1/auth/keys").isProblem(403, "forbidden");
    }

    @Test
    void keysAreListedTheNewestFirstPageByPage() {
        var first = made("first", "viewer").text("/id");
        var second = made("second", "viewer").text("/id");
        var page = admin.get("/v1/auth/keys?page_size=1").is(200).fits("KeyPage");
        assertThat(page.text("/data/0/id")).isEqualTo(second);
        var next = admin.get("/v1/auth/keys?page_size=1&page_token=" + page.text("/next_page_token"));
        assertThat(next.text("/data/0/id")).isEqualTo(first);
        assertThat(next.text("/data/0/name")).isEqualTo("first");
    }

    @Test
    void aRotatedKeyHasANewSecretAndTheOldOneForADay() {
        var key = made("rotated", "viewer");
        var rotated = rotate(key.text("/id"), "{}").is(200).fits("Key");
        assertThat(rotated.text("/id")).isEqualTo(key.text("/id"));
        assertThat(rotated.text("/secret")).isNotEqualTo(key.text("/secret"));
        assertThat(Instant.parse(rotated.text("/former_secret_until")))
                .isBetween(Instant.now().plusSeconds(86_000), Instant.now().plusSeconds(86_500));
        admin.with("Bearer " + key.text("/secret")).get("/v1/jobs").is(200);
        admin.with("Bearer " + rotated.text("/secret")).get("/v1/jobs").is(200);
    }

    @Test
    void withoutAnOverlapTheOldSecretEndsAtOnce() {
        var key = made("rotated", "viewer");
        var rotated = rotate(key.text("/id"), "{\"overlap\": \"PT0S\"}").is(200);
        assertThat(rotated.at("/former_secret_until").isNull()).isTrue();
        admin.with("Bearer " + key.text("/secret")).get("/v1/jobs").isProblem(401, "unknown_key");
        admin.with("Bearer " + rotated.text("/secret")).get("/v1/jobs").is(200);
    }

    @Test
    void aRevokedKeyIsRefusedSoonAlsoWhereItIsRemembered() {
        var key = made("revoked", "viewer");
        var client = admin.with("Bearer " + key.text("/secret"));
        client.get("/v1/jobs").is(200);
        revoke(key.text("/id")).is(204);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.get("/v1/jobs").status() == 401);
        revoke(key.text("/id")).is(204);
        assertThat(admin.get("/v1/auth/keys").at("/data/0/revoked_at").isString())
                .isTrue();
        rotate(key.text("/id"), "{}").isProblem(409, "key_ended");
    }

    @Test
    void theLastAdminKeyStays() {
        revoke(ownId()).isProblem(409, "last_admin_key");
        rotate(ownId(), "{\"overlap\": \"PT0S\"}").isProblem(409, "last_admin_key");
        made("other", "admin");
        var own = admin.get("/v1/auth/keys").text("/data/1/id");
        revoke(own).is(204);
    }

    @Test
    void theUseOfAKeyIsToldSoon() {
        made("used", "viewer");
        assertThat(admin.get("/v1/auth/keys").at("/data/0/last_used_at").isNull())
                .isTrue();
        await().until(() ->
                admin.get("/v1/auth/keys").at("/data/1/last_used_at").isString());
    }

    @Test
    void aKeyOfAnotherTenantIsNotThere() {
        var other = api.newTenant().get("/v1/auth/keys").text("/data/0/id");
        revoke(other).isProblem(404, "key_not_found");
        rotate(other, "{}").isProblem(404, "key_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"role": "viewer"}                                                          | /name
            {"name": "", "role": "viewer"}                                              | /name
            {"name": "a"}                                                               | /role
            {"name": "a", "role": "root"}                                               | /role
            {"name": "a", "role": "viewer", "expires_at": "2001-01-01T00:00:00Z"}       | /expires_at
            {"name": "a", "role": "viewer", "tenant": "acme"}                           | /tenant
            """)
    void whatIsWrongWithAKeyIsSaid(String body, String pointer) {
        admin.post("/v1/auth/keys", body).isInvalidAt(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "P31D"})
    void anOverlapHasItsBounds(String overlap) {
        rotate(ownId(), "{\"overlap\": \"" + overlap + "\"}").isInvalidAt("/overlap");
    }

    @Test
    void anIdHasItsForm() {
        revoke("job_0199e1d2c3b47a5e8f901234567890ab").isInvalidAt("/id");
        rotate("1", "{}").isInvalidAt("/id");
    }
}
