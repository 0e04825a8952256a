package io.penstock.db.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.tenant.ApiKeys.NewKey;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ApiKeysTest {

    private static final Duration DAY = Duration.ofDays(1);

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Tenants tenants = new Tenants(TEST.jdbi());
    private final ApiKeys keys = new ApiKeys(TEST.jdbi());
    private final Tenant tenant = tenants.named("keys-" + UUID.randomUUID());

    private StoredKey made(ApiKey secret, Role role) {
        return keys.create(tenant.id(), secret, new NewKey(role.label(), role, null));
    }

    private @Nullable Object roleOf(ApiKey secret) {
        return keys.find(secret.secret()).map(Grant::role).orElse(null);
    }

    private static void change(StoredKey key, String change) {
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE api_key SET " + change + " WHERE id = ?",
                        key.id().uuid()));
    }

    @Test
    void aKeySpeaksForItsTenantWithItsRole() {
        var secret = ApiKey.random();
        var key = made(secret, Role.VIEWER);
        assertThat(keys.find(secret.secret()))
                .contains(new Grant(key.id(), "viewer", Role.VIEWER, tenant, false, false));
    }

    @Test
    void aKeyThatHasExpiredSpeaksForNobody() {
        var secret = ApiKey.random();
        var key = keys.create(tenant.id(), secret, new NewKey("a", Role.VIEWER, Instant.parse("2099-01-01T00:00:00Z")));
        assertThat(roleOf(secret)).isEqualTo(Role.VIEWER);
        change(key, "expires_at = now()");
        assertThat(roleOf(secret)).isNull();
    }

    @Test
    void aRotatedKeyHasTwoSecretsForAWhile() {
        var first = ApiKey.random();
        var second = ApiKey.random();
        var key = made(first, Role.VIEWER);
        assertThat(keys.rotate(tenant.id(), key.id(), second, DAY)).isInstanceOf(KeyChange.Done.class);
        assertThat(roleOf(first)).isEqualTo(Role.VIEWER);
        assertThat(roleOf(second)).isEqualTo(Role.VIEWER);
        TEST.jdbi().useHandle(handle -> handle.execute("UPDATE former_secret SET ends_at = now()"));
        assertThat(roleOf(first)).isNull();
        assertThat(roleOf(second)).isEqualTo(Role.VIEWER);
    }

    @Test
    void whoRotatesTwiceLosesNoSecretThatIsStillInUse() {
        var secrets = new ApiKey[] {ApiKey.random(), ApiKey.random(), ApiKey.random()};
        var key = made(secrets[0], Role.VIEWER);
        keys.rotate(tenant.id(), key.id(), secrets[1], DAY);
        keys.rotate(tenant.id(), key.id(), secrets[2], DAY);
        assertThat(secrets).allSatisfy(secret -> assertThat(roleOf(secret)).isEqualTo(Role.VIEWER));
    }

    @Test
    void toRotateWithoutOverlapEndsAllSecretsFromBefore() {
        var secrets = new ApiKey[] {ApiKey.random(), ApiKey.random(), ApiKey.random()};
        var key = made(secrets[0], Role.VIEWER);
        keys.rotate(tenant.id(), key.id(), secrets[1], DAY);
        keys.rotate(tenant.id(), key.id(), secrets[2], Duration.ZERO);
        assertThat(roleOf(secrets[0])).isNull();
        assertThat(roleOf(secrets[1])).isNull();
        assertThat(roleOf(secrets[2])).isEqualTo(Role.VIEWER);
    }

    @Test
    void aRevokedKeyHasNoSecretAnyMore() {
        var first = ApiKey.random();
        var second = ApiKey.random();
        var key = made(first, Role.VIEWER);
        keys.rotate(tenant.id(), key.id(), second, DAY);
        var revoked = keys.revoke(tenant.id(), key.id());
        assertThat(roleOf(first)).isNull();
        assertThat(roleOf(second)).isNull();
        assertThat(keys.revoke(tenant.id(), key.id())).isEqualTo(revoked);
        assertThat(keys.rotate(tenant.id(), key.id(), ApiKey.random(), DAY)).isInstanceOf(KeyChange.Ended.class);
    }

    @Test
    void theLastAdminStaysAndOneThatExpiresIsNoOther() {
        var admin = made(ApiKey.random(), Role.ADMIN);
        made(ApiKey.random(), Role.OPERATOR);
        var other = keys.create(
                tenant.id(), ApiKey.random(), new NewKey("b", Role.ADMIN, Instant.parse("2099-01-01T00:00:00Z")));
        assertThat(keys.revoke(tenant.id(), admin.id())).isInstanceOf(KeyChange.LastAdmin.class);
        assertThat(keys.rotate(tenant.id(), admin.id(), ApiKey.random(), Duration.ZERO))
                .isInstanceOf(KeyChange.LastAdmin.class);
        assertThat(keys.rotate(tenant.id(), admin.id(), ApiKey.random(), DAY)).isInstanceOf(KeyChange.Done.class);
        change(other, "expires_at = NULL");
        assertThat(keys.revoke(tenant.id(), admin.id())).isInstanceOf(KeyChange.Done.class);
    }

    @RepeatedTest(5)
    void ofTwoAdminsWhoAreRevokedAtOnceOneStays() {
        var admins = new StoredKey[] {made(ApiKey.random(), Role.ADMIN), made(ApiKey.random(), Role.ADMIN)};
        assertThat(AtOnce.call(2, i -> keys.revoke(tenant.id(), admins[i].id())))
                .hasAtLeastOneElementOfType(KeyChange.Done.class)
                .hasAtLeastOneElementOfType(KeyChange.LastAdmin.class);
    }

    @Test
    void anotherTenantsKeyIsNotThere() {
        var key = made(ApiKey.random(), Role.VIEWER);
        int other = tenants.named("other").id();
        assertThat(keys.find(other, key.id())).isEmpty();
        assertThat(keys.revoke(other, key.id())).isInstanceOf(KeyChange.NotFound.class);
        assertThat(keys.rotate(other, key.id(), ApiKey.random(), DAY)).isInstanceOf(KeyChange.NotFound.class);
        assertThat(keys.page(other, null, 10)).isEmpty();
    }

    @Test
    void theUseOfAKeyIsNotedOnceAMinute() {
        var key = made(ApiKey.random(), Role.VIEWER);
        keys.used(key.id());
        var noted = lastUse(key);
        keys.used(key.id());
        assertThat(lastUse(key)).isEqualTo(noted);
        change(key, "last_used_at = now() - interval '61 seconds'");
        keys.used(key.id());
        assertThat(lastUse(key)).isAfter(noted);
    }

    private Instant lastUse(StoredKey key) {
        return Objects.requireNonNull(
                keys.find(tenant.id(), key.id()).orElseThrow().lastUsedAt());
    }

    @Test
    void whatWasRotatedAwayOrRevokedIsTheInstallationsAgainWhenItIsGranted() {
        var secret = ApiKey.random();
        tenants.grant(tenant, secret, "a");
        var id = keys.find(secret.secret()).orElseThrow().key();
        keys.rotate(tenant.id(), id, ApiKey.random(), DAY);
        assertThat(tenants.grant(tenant, secret, "again")).isTrue();
        assertThat(keys.find(secret.secret())).map(Grant::name).contains("again");
    }

    @Test
    void thereAreNoOtherRoles() {
        assertThatThrownBy(() -> change(made(ApiKey.random(), Role.VIEWER), "role = 'root'"))
                .hasMessageContaining("api_key_role_check");
    }
}
