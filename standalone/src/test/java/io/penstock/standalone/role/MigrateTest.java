package io.penstock.standalone.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.ApiKeys;
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
            assertThat(new ApiKeys(database.jdbi()).find(key.secret()))
                    .map(grant -> grant.tenant().name() + " " + grant.role() + " " + grant.fleet())
                    .contains("dev ADMIN true");
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
            assertThat(new ApiKeys(database.jdbi()).find(first.secret())).isPresent();
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
