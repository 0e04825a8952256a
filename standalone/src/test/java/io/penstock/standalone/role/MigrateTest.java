package io.penstock.standalone.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenant;
import io.penstock.db.tenant.Tenants;
import io.penstock.embedded.testing.TestPostgres;
import org.junit.jupiter.api.Test;

class MigrateTest {

    private final DatabaseSettings settings = DatabaseSettings.at(TestPostgres.newDatabase());

    @Test
    void aKeySpeaksForTheTenantDev() {
        var key = ApiKey.random();

        Processes.migrate(settings, key);

        try (var database = Database.open(settings)) {
            assertThat(new Tenants(database.jdbi()).byKey(key.secret()))
                    .map(Tenant::name)
                    .contains("dev");
        }
    }

    @Test
    void keysOfEarlierRunsStayValid() {
        var first = ApiKey.random();
        Processes.migrate(settings, first);

        Processes.migrate(settings, ApiKey.random());
        Processes.migrate(settings, first);
        Processes.migrate(settings, null);

        try (var database = Database.open(settings)) {
            assertThat(new Tenants(database.jdbi()).byKey(first.secret())).isPresent();
        }
    }

    @Test
    void theKeyOfAnotherTenantIsRefused() {
        Processes.migrate(settings, null);
        var key = ApiKey.random();
        try (var database = Database.open(settings)) {
            var tenants = new Tenants(database.jdbi());
            tenants.grant(tenants.named("acme"), key, "acme");
        }

        assertThatThrownBy(() -> Processes.migrate(settings, key))
                .isInstanceOf(Processes.NotStarted.class)
                .hasMessageContaining("another tenant");
    }
}
