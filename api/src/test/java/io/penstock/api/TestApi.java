package io.penstock.api;

import io.penstock.db.database.Database;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.ApiKeys;
import io.penstock.db.tenant.Role;
import io.penstock.db.tenant.Tenant;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import io.penstock.embedded.testing.TestKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The front door, listening, before a real Postgres and a real Kafka. No worker runs behind it. */
final class TestApi implements AutoCloseable {

    /** What the server is told when it is shipped. */
    private static final Path SHIPPED = Path.of("../standalone/src/main/resources/application.yaml");

    /** Of artifacts. */
    private static final String FOLDER = "target/artifacts/";

    private static @Nullable TestApi shared;

    private final ConfigurableApplicationContext context;
    private final String postgres;

    private TestApi(ConfigurableApplicationContext context, String postgres) {
        this.context = context;
        this.postgres = postgres;
    }

    /** One for all tests of this process; what they store stays apart by their tenants. */
    static synchronized TestApi shared() {
        if (shared == null) {
            shared = start(TestDatabase.fresh().url(), Map.of());
        }
        return shared;
    }

    /** @param postgres a migrated database's URL */
    static TestApi start(String postgres) {
        return start(postgres, Map.of());
    }

    /** @param more settings that differ from those of the other tests */
    static TestApi start(String postgres, Map<String, Object> more) {
        var application = new SpringApplication(TestApplication.class);
        application.setRegisterShutdownHook(false);
        var settings = new HashMap<String, Object>(Map.of(
                "spring.config.location",
                SHIPPED.toUri().toString(),
                "server.port",
                0,
                "server.address",
                "127.0.0.1",
                "penstock.postgres.pool-size",
                8,
                "penstock.postgres.patience",
                "1s",
                "penstock.lanes.topics",
                "api." + UUID.randomUUID() + ".",
                "PENSTOCK_POSTGRES_URL",
                postgres,
                "PENSTOCK_KAFKA",
                TestKafka.bootstrapServers()));
        settings.put("penstock.artifacts.folder", FOLDER + UUID.randomUUID());
        settings.put("penstock.events.topic", "api." + UUID.randomUUID() + ".events");
        application.setDefaultProperties(settings);
        // As arguments, since these win over what is shipped.
        var arguments = more.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new TestApi(application.run(arguments), postgres);
    }

    int port() {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    /** Where its Postgres is, for another process beside it. */
    String url() {
        return postgres;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Database database() {
        return bean(Database.class);
    }

    /** A client of a tenant that nobody else is. */
    TestClient newTenant() {
        var tenants = bean(Tenants.class);
        return client(tenants.named("tenant-" + UUID.randomUUID()));
    }

    /** A client with a key of its own for this tenant, which may do everything. */
    TestClient client(Tenant tenant) {
        var key = ApiKey.random();
        bean(Tenants.class).grant(tenant, key, "test");
        return new TestClient(port(), tenant.id(), "Bearer " + key.secret());
    }

    /** A client of this tenant whose key has a role. */
    TestClient client(Tenant tenant, Role role) {
        var key = ApiKey.random();
        bean(ApiKeys.class).create(tenant.id(), key, new ApiKeys.NewKey(role.label(), role, null));
        return new TestClient(port(), tenant.id(), "Bearer " + key.secret());
    }

    /** Somebody without a key. */
    TestClient stranger() {
        return new TestClient(port(), 0, null);
    }

    int count(String table) {
        return database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one());
    }

    @Override
    public void close() {
        context.close();
    }
}
