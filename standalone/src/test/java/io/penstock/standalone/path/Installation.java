package io.penstock.standalone.path;

import io.penstock.catalog.json.Json;
import io.penstock.db.database.Database;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.TestDatabase;
import io.penstock.embedded.testing.TestKafka;
import io.penstock.standalone.role.Processes;
import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** A database and lanes of a test's own, and the roles that the test starts on them, wired as in production. */
final class Installation implements AutoCloseable {

    /** Kinds of its own: classes for the roles in this process, a jar for other processes. */
    static final List<Class<?>> KINDS = List.of(ChargeConfiguration.class, Stubborn.Installed.class);

    private final TestDatabase database = TestDatabase.fresh();
    private final String topics = "test." + UUID.randomUUID() + ".";
    private final String kafka;
    private final ApiKey key = ApiKey.random();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    Installation() {
        this(TestKafka.bootstrapServers());
    }

    Installation(String kafka) {
        this.kafka = kafka;
        var tenants = new Tenants(database.jdbi());
        tenants.grant(tenants.named("tests"), key, "tests");
    }

    String key() {
        return key.secret();
    }

    Database database() {
        return database.database();
    }

    String topic(String lane) {
        return topics + lane;
    }

    String kafka() {
        return kafka;
    }

    ConfigurableApplicationContext start(Role... roles) {
        return start(List.of(roles), Map.of());
    }

    ConfigurableApplicationContext start(Collection<Role> roles, Map<String, Object> more, Class<?>... configurations) {
        var settings = new HashMap<>(settings());
        settings.putAll(more);
        var all = new ArrayList<>(KINDS);
        all.addAll(List.of(configurations));
        var context = Processes.startInside(roles, settings, all.toArray(Class<?>[]::new));
        running.push(context);
        return context;
    }

    /** A role in a process of its own, which a test may kill. */
    PenstockProcess startProcess(String role, Map<String, String> more) {
        return startProcess(role, more, 0);
    }

    PenstockProcess startProcess(String role, Map<String, String> more, int port) {
        var environment = new HashMap<String, String>();
        settings()
                .forEach((name, value) -> environment.put(
                        name.replace("penstock.", "PENSTOCK_")
                                .replace('.', '_')
                                .replace("-", "")
                                .toUpperCase(java.util.Locale.ROOT),
                        value.toString()));
        environment.putAll(more);
        var process = PenstockProcess.start(environment, role, "--port", String.valueOf(port));
        running.push(process);
        return process;
    }

    ApiClient client(ConfigurableApplicationContext api) {
        return new ApiClient(url(api), key.secret());
    }

    /** One of a tenant that has no other. */
    ApiClient clientOf(String tenant, ConfigurableApplicationContext api) {
        var its = ApiKey.random();
        var tenants = new Tenants(database.jdbi());
        tenants.grant(tenants.named(tenant), its, "tests");
        return new ApiClient(url(api), its.secret());
    }

    static String url(ConfigurableApplicationContext process) {
        var server = Objects.requireNonNull(((WebServerApplicationContext) process).getWebServer());
        return "http://127.0.0.1:" + server.getPort();
    }

    int count(String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }

    private Map<String, Object> settings() {
        return Map.of(
                "server.port",
                0,
                "server.address",
                "127.0.0.1",
                "PENSTOCK_POSTGRES_URL",
                database.url(),
                "PENSTOCK_KAFKA",
                kafka,
                "penstock.lanes.topics",
                topics,
                "penstock.events.topic",
                topics + "events",
                "penstock.lanes.patience",
                "1s",
                "penstock.worker.lease",
                "2s",
                "penstock.worker.drain",
                "5s");
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        database.close();
    }

    /** All that was told of jobs. */
    List<JsonNode> events() {
        var partition = new TopicPartition(topic("events"), 0);
        var found = new ArrayList<JsonNode>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka(), "default.api.timeout.ms", 10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> found.add(Json.mapper().readTree(record.value())));
            }
        }
        return found;
    }
}
