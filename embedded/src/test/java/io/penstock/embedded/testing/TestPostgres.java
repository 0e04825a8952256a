package io.penstock.embedded.testing;

import io.penstock.embedded.postgres.EmbeddedPostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One real Postgres for all tests of this process, started when the first of them asks. */
public final class TestPostgres {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** From the name of a database to its URL. */
    private static @Nullable UnaryOperator<String> server;

    private TestPostgres() {}

    /** A fresh, empty database; returns its JDBC URL. */
    public static String newDatabase() {
        return create("template1");
    }

    /** A fresh database that holds what the given one does; nobody may be connected to that one. */
    public static String copyOf(String url) {
        return create(name(url));
    }

    /** Throws out whoever is still connected. */
    public static void drop(String url) {
        execute("DROP DATABASE %s WITH (FORCE)".formatted(name(url)));
    }

    private static String create(String template) {
        var name = "test_" + COUNT.incrementAndGet();
        execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, template));
        return server().apply(name);
    }

    private static void execute(String sql) {
        try (var connection = DriverManager.getConnection(server().apply("postgres"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String name(String url) {
        return url.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }

    private static synchronized UnaryOperator<String> server() {
        if (server == null) {
            server = Containers.wanted() ? container() : embedded();
        }
        return server;
    }

    private static UnaryOperator<String> embedded() {
        var folder = TestFolder.create("postgres");
        var postgres = EmbeddedPostgresServer.start(folder);
        TestFolder.atExit(postgres, folder);
        return postgres::url;
    }

    /** Testcontainers removes it when this process ends. */
    @SuppressWarnings("resource")
    private static UnaryOperator<String> container() {
        Containers.require();
        var postgres = new PostgreSQLContainer("postgres:18");
        postgres.setCommand("postgres", "-c", "max_connections=200");
        postgres.start();
        return database -> "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
                .formatted(
                        postgres.getHost(),
                        postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                        database,
                        postgres.getUsername(),
                        postgres.getPassword());
    }
}
