package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.ApiKeys;
import io.penstock.embedded.testing.TestPostgres;
import io.penstock.standalone.cli.Penstock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrateCommandTest {

    @Test
    void anEmptyDatabaseIsMadeReadyAndTheKeySpeaksForDev() throws Exception {
        var url = TestPostgres.newDatabase();
        var key = ApiKey.random();

        try (var migrate = PenstockProcess.start(
                Map.of("PENSTOCK_POSTGRES_URL", url, "PENSTOCK_API_KEY", key.secret()), "migrate")) {
            assertThat(migrate.exitCode()).as(migrate.output()).isZero();
        }

        try (var database = Database.open(DatabaseSettings.at(url))) {
            assertThat(new ApiKeys(database.jdbi()).find(key.secret()))
                    .map(grant -> grant.tenant().name() + " " + grant.role() + " " + grant.fleet())
                    .contains("dev ADMIN true");
        }
    }

    @Test
    void aDatabaseThatDoesNotExistIsSaidInASentence() throws Exception {
        var url = TestPostgres.newDatabase().replaceFirst("/test_", "/no_test_");

        try (var migrate = PenstockProcess.start(Map.of("PENSTOCK_POSTGRES_URL", url), "migrate")) {
            assertThat(migrate.exitCode()).isEqualTo(Penstock.UNUSABLE);
            assertThat(migrate.output())
                    .contains("Check PENSTOCK_POSTGRES_URL, _USER and _PASSWORD.")
                    .doesNotContain("Exception", "\tat ");
        }
    }
}
