package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.webhook.Secrets.Dated;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SecretsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Secrets secrets = new Secrets(TEST.jdbi());
    private final int tenant =
            new Tenants(TEST.jdbi()).named("t" + UUID.randomUUID()).id();

    private List<SigningSecret> listed() {
        return secrets.list(tenant).stream().map(Dated::secret).toList();
    }

    @Test
    void aTenantsFirstSecretIsMadeWhenSomethingIsSigned() {
        assertThat(secrets.list(tenant)).isEmpty();
        var first = secrets.signing(tenant);
        assertThat(first).hasSize(1);
        assertThat(secrets.signing(tenant)).isEqualTo(first).isEqualTo(listed());
    }

    @Test
    void thoseWhoNeedTheFirstAtOnceGetTheSame() {
        assertThat(AtOnce.call(6, i -> secrets.signing(tenant)).stream().distinct())
                .hasSize(1);
    }

    @Test
    void whileRotatingBothSignTheNewOneFirst() {
        var old = secrets.rotate(tenant);
        var current = secrets.rotate(tenant);

        assertThat(secrets.signing(tenant)).containsExactly(current.secret(), old.secret());
        assertThat(current.expiresAt()).isNull();
        var retired = secrets.list(tenant).getLast();
        assertThat(retired.createdAt()).isEqualTo(old.createdAt());
        assertThat(retired.expiresAt()).isEqualTo(current.createdAt().plus(Secrets.OVERLAP));
    }

    @Test
    void anOldOneSignsNoMoreWhenItsTimeIsOver() {
        secrets.rotate(tenant);
        var current = secrets.rotate(tenant);
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE webhook_secret SET expires_at = now() WHERE tenant = ? AND expires_at IS NOT NULL",
                        tenant));

        assertThat(secrets.signing(tenant)).containsExactly(current.secret());
        var next = secrets.rotate(tenant);
        assertThat(listed()).containsExactly(next.secret(), current.secret());
        int kept = TEST.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM webhook_secret WHERE tenant = ?")
                        .bind(0, tenant)
                        .mapTo(Integer.class)
                        .one());
        assertThat(kept).isEqualTo(2);
    }

    @Test
    void rotationsAtOnceLeaveOneCurrent() {
        AtOnce.call(6, i -> secrets.rotate(tenant));
        assertThat(secrets.list(tenant))
                .filteredOn(dated -> dated.expiresAt() == null)
                .hasSize(1);
        assertThat(secrets.list(tenant).getFirst().expiresAt()).isNull();
    }

    @Test
    void howeverOftenItIsRotatedFiveSignAtMost() {
        for (int i = 0; i < 7; i++) {
            secrets.rotate(tenant);
        }
        assertThat(secrets.signing(tenant)).hasSize(5);
    }

    @Test
    void aTenantSignsWithItsOwn() {
        var mine = secrets.rotate(tenant).secret();
        int other = new Tenants(TEST.jdbi()).named("t" + UUID.randomUUID()).id();
        assertThat(secrets.signing(other)).doesNotContain(mine);
    }
}
