package io.penstock.embedded.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerTest {

    @TempDir
    private Path folder;

    private static String query(EmbeddedPostgresServer server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url());
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(EmbeddedPostgresServer server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(server.url())) {
            connection.createStatement().execute(sql);
        }
    }

    @Test
    void whatItWasGivenIsThereAfterARestart() throws SQLException {
        try (var server = EmbeddedPostgresServer.start(folder)) {
            execute(server, "CREATE TABLE kept AS SELECT 'it is' AS word");
        }
        try (var server = EmbeddedPostgresServer.start(folder)) {
            assertThat(query(server, "SELECT word FROM kept")).isEqualTo("it is");
        }
    }

    @Test
    void aCommitIsOnDisk() throws SQLException {
        try (var server = EmbeddedPostgresServer.start(folder)) {
            for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(query(server, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
        }
    }

    /** A process that is killed: its Postgres lives on and holds the folder. */
    static final class Killed {
        public static void main(String[] args) throws SQLException {
            execute(EmbeddedPostgresServer.start(Path.of(args[0])), "CREATE TABLE kept AS SELECT 'it is' AS word");
            Runtime.getRuntime().halt(137);
        }
    }

    @Test
    void aPostgresThatAnEarlierRunLeftBehindIsStopped() throws SQLException, IOException, InterruptedException {
        var killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        assertThat(killed.waitFor()).isEqualTo(137);
        var orphan = ProcessHandle.of(Long.parseLong(pidFile().getFirst())).orElseThrow();
        assertThat(orphan.isAlive()).isTrue();
        try (var server = EmbeddedPostgresServer.start(folder)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(query(server, "SELECT word FROM kept")).isEqualTo("it is");
        }
    }

    @Test
    void aStrangerWithTheNumberOfAPostgresThatIsGoneIsLeftAlone() throws SQLException, IOException {
        EmbeddedPostgresServer.start(folder).close();
        var stranger = new ProcessBuilder("cat").start();
        try {
            Files.write(
                    folder.resolve("data/postmaster.pid"),
                    List.of(
                            Long.toString(stranger.pid()),
                            folder.resolve("data").toString()),
                    UTF_8);
            try (var server = EmbeddedPostgresServer.start(folder)) {
                assertThat(stranger.isAlive()).isTrue();
                assertThat(query(server, "SELECT 1")).isEqualTo("1");
            }
        } finally {
            stranger.destroy();
        }
    }

    private List<String> pidFile() throws IOException {
        return Files.readAllLines(folder.resolve("data/postmaster.pid"), UTF_8);
    }
}
