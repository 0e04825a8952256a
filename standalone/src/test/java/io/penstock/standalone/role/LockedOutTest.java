package io.penstock.standalone.role;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.db.database.DatabaseSettings;
import io.penstock.embedded.postgres.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Postgres that is there but does not let its user in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockedOutTest {

    private EmbeddedPostgresServer postgres;
    private Path access;

    @BeforeAll
    void start(@TempDir Path folder) {
        postgres = EmbeddedPostgresServer.start(folder);
        access = folder.resolve("data").resolve("pg_hba.conf");
    }

    @AfterAll
    void stop() {
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseThatDoesNotExistStopsTheStart(Role role) {
        assertLockedOut(() -> startWith(role, postgres.url("nowhere")), "nowhere");
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownUserStopsTheStart(Role role) {
        assertLockedOut(() -> startWith(role, as("nobody")), "nobody");
    }

    @Test
    void migrateSaysItToo() {
        assertLockedOut(() -> migrate(postgres.url("nowhere"), "", ""), "nowhere");
        assertLockedOut(() -> migrate(as("nobody"), "", ""), "nobody");
    }

    /** Postgres reads the file again when it comes to it. */
    @ParameterizedTest
    @ValueSource(strings = {"wrong", ""})
    void aPasswordThatIsWrongOrMissingIsSaid(String password) throws SQLException, IOException {
        Files.writeString(access, "host all guarded all scram-sha-256\n" + Files.readString(access));
        try (var connection = DriverManager.getConnection(postgres.url());
                var statement = connection.createStatement()) {
            statement.execute("DROP ROLE IF EXISTS guarded");
            statement.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'");
            statement.execute("SELECT pg_reload_conf()");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertLockedOut(() -> migrate(as("guarded"), "guarded", password), "password"));
    }

    private static void assertLockedOut(ThrowingCallable start, String what) {
        assertThatThrownBy(start)
                .isInstanceOf(Processes.NotStarted.class)
                .hasMessageContaining(what)
                .hasMessageEndingWith("Check PENSTOCK_POSTGRES_URL, _USER and _PASSWORD.");
    }

    private String as(String user) {
        return postgres.url().replaceFirst("user=\\w+", "user=" + user);
    }

    private static void startWith(Role role, String url) {
        Processes.startInside(
                        List.of(role),
                        Map.of(
                                "server.port",
                                0,
                                "server.address",
                                "127.0.0.1",
                                "penstock.postgres.url",
                                url,
                                "penstock.lanes.kafka",
                                "127.0.0.1:1"))
                .close();
    }

    private static void migrate(String url, String user, String password) {
        Processes.migrate(new DatabaseSettings(url, user, password, 4, Duration.ofSeconds(3)), null);
    }
}
