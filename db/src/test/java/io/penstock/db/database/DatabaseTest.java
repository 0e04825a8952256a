package io.penstock.db.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.db.testing.AtOnce;
import io.penstock.embedded.testing.TestPostgres;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class DatabaseTest {

    @Test
    void severalProcessesMayMigrateAtOnce() {
        var url = TestPostgres.newDatabase();
        AtOnce.call(3, i -> {
            try (var database = Database.open(settings(url))) {
                database.migrate();
                return i;
            }
        });
        try (var database = Database.open(settings(url))) {
            assertThat(text(database.jdbi(), "SELECT count(*) FROM gate")).isEqualTo("5");
            assertThat(text(database.jdbi(), "SELECT count(*) FROM flyway_schema_history WHERE success"))
                    .isEqualTo(text(database.jdbi(), "SELECT count(*) FROM flyway_schema_history"));
        }
        TestPostgres.drop(url);
    }

    @Test
    void whatWasPromisedIsOnDiskAndWhatCanBeRecoveredNeedNotBe() {
        var url = TestPostgres.newDatabase();
        try (var database = Database.open(settings(url))) {
            assertThat(text(database.jdbi(), "SHOW fsync")).isEqualTo("on");
            assertThat(text(database.jdbi(), "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(text(database.recoverable(), "SHOW synchronous_commit")).isEqualTo("off");
            assertThat(text(database.jdbi(), "SHOW enable_seqscan")).isEqualTo("off");
            assertThat(text(database.recoverable(), "SHOW enable_seqscan")).isEqualTo("off");
        }
        TestPostgres.drop(url);
    }

    @Test
    void aDatabaseOutOfReachIsToldAfterTheCallersPatience() {
        try (var database = Database.open(
                new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/nowhere", "", "", 4, Duration.ofMillis(250)))) {
            assertThatThrownBy(() -> database.jdbi().withHandle(handle -> 1))
                    .isInstanceOf(org.jdbi.v3.core.ConnectionException.class);
        }
    }

    private static DatabaseSettings settings(String url) {
        return new DatabaseSettings(url, "", "", 4, Duration.ofSeconds(10));
    }

    private static String text(Jdbi jdbi, String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
