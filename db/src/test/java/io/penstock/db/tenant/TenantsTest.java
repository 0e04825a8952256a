package io.penstock.db.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Tenants tenants = new Tenants(TEST.jdbi());
    private final ApiKeys keys = new ApiKeys(TEST.jdbi());

    private Optional<Tenant> tenantOf(String secret) {
        return keys.find(secret).map(Grant::tenant);
    }

    @Test
    void aNameIsOneTenant() {
        var acme = tenants.named("acme");
        assertThat(acme.name()).isEqualTo("acme");
        assertThat(tenants.named("acme")).isEqualTo(acme);
        assertThat(tenants.named("other")).isNotEqualTo(acme);
    }

    @RepeatedTest(5)
    void aNameIsOneTenantForAllWhoAskAtOnce(RepetitionInfo repetition) {
        var name = "race-" + repetition.getCurrentRepetition();
        assertThat(AtOnce.call(6, i -> tenants.named(name)).stream().distinct()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Acme", "a b", "-a"})
    void aNameOfAnotherFormIsRefused(String name) {
        assertThatThrownBy(() -> tenants.named(name)).hasMessageContaining("tenant_name_check");
    }

    @Test
    void aKeySpeaksForItsTenant() {
        var tenant = tenants.named("with-a-key");
        var key = ApiKey.random();
        assertThat(tenantOf(key.secret())).isEmpty();
        assertThat(tenants.grant(tenant, key, "laptop")).isTrue();
        assertThat(tenantOf(key.secret())).contains(tenant);
        assertThat(tenantOf(key.secret() + "x")).isEmpty();
    }

    @Test
    void whatIsGrantedIsAnAdminOfATenantThatRunsTheInstallation() {
        var key = ApiKey.random();
        tenants.grant(tenants.named("granted"), key, "laptop");
        assertThat(keys.find(key.secret())).hasValueSatisfying(grant -> {
            assertThat(grant.role()).isEqualTo(Role.ADMIN);
            assertThat(grant.fleet()).isTrue();
            assertThat(grant.name()).isEqualTo("laptop");
        });
    }

    @Test
    void aKeySpeaksForNobodyElse() {
        var key = ApiKey.random();
        var first = tenants.named("first");
        assertThat(tenants.grant(first, key, "a")).isTrue();
        assertThat(tenants.grant(tenants.named("second"), key, "b")).isFalse();
        assertThat(tenantOf(key.secret())).contains(first);
    }

    @Test
    void onlyTheHashOfAKeyIsKept() {
        var key = ApiKey.random();
        tenants.grant(tenants.named("hashed"), key, "hashed");
        var row = TEST.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT encode(hash, 'hex') || api_key::text FROM api_key WHERE name = 'hashed'")
                        .mapTo(String.class)
                        .one());
        assertThat(row)
                .startsWith(HexFormat.of().formatHex(ApiKey.hash(key.secret())))
                .doesNotContain(key.secret());
    }

    @Test
    void aRevokedKeySpeaksForNobodyUntilItIsGrantedAgain() {
        var tenant = tenants.named("revoked");
        var key = ApiKey.random();
        tenants.grant(tenant, key, "revoked");
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE api_key SET revoked_at = now() WHERE hash = ?", ApiKey.hash(key.secret())));
        assertThat(tenantOf(key.secret())).isEmpty();
        assertThat(tenants.grant(tenant, key, "revoked")).isTrue();
        assertThat(tenantOf(key.secret())).contains(tenant);
    }

    @Test
    void randomKeysDifferAndAreNotPrinted() {
        var key = ApiKey.random();
        assertThat(key).isNotEqualTo(ApiKey.random());
        assertThat(key.secret()).startsWith("pk_").hasSize(35);
        assertThat(key.toString()).doesNotContain(key.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tooshort", "with a space in it", "with-a-line\nbreak-in", "ünprintable-ascii"})
    void aSecretOfAnotherFormIsRefusedAndNotQuoted(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApiKey(secret))
                .withMessage("An API key has 16 to 200 printable ASCII characters and no spaces");
    }
}
