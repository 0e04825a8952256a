package io.penstock.standalone.dev;

import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.tenant.ApiKey;
import io.penstock.embedded.kafka.EmbeddedKafkaServer;
import io.penstock.embedded.postgres.EmbeddedPostgresServer;
import io.penstock.standalone.dev.SandboxServices.Part;
import io.penstock.standalone.role.Processes;
import io.penstock.standalone.role.Role;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service in this process: Postgres and Kafka in a folder, and all roles. */
public final class DevService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DevService.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ConfigurableApplicationContext roles;
    private final ApiKey key;
    private final String kafka;
    private final @Nullable SandboxServices sandbox;

    private DevService(Path data, int port, Map<String, Object> settings, Set<Part> wanted, Class<?>... more) {
        try {
            var folder = closing(DataFolder.open(data));
            // Side by side, as each takes a second or two.
            var broker = CompletableFuture.supplyAsync(
                    () -> EmbeddedKafkaServer.start(folder.path().resolve("kafka")), Thread::startVirtualThread);
            var postgres = closing(EmbeddedPostgresServer.start(folder.path().resolve("postgres")));
            this.key = folder.apiKey();
            Processes.migrate(DatabaseSettings.at(postgres.url()), key);
            this.sandbox = wanted.isEmpty() ? null : closing(new SandboxServices(wanted));
            var all = new HashMap<>(settings);
            if (sandbox != null) {
                all.putAll(sandbox.settings());
            }
            if (sandboxOfMail().isPresent()) {
                all.put("penstock.mail.public-url", "http://127.0.0.1:" + port);
            }
            all.put("server.port", port);
            all.put("server.address", "127.0.0.1");
            all.put("logging.file.name", folder.path().resolve("penstock.log").toString());
            all.put("logging.threshold.console", "OFF");
            all.putIfAbsent(
                    "penstock.artifacts.folder",
                    folder.path().resolve("artifacts").toString());
            // All of them, so that none is taken from an environment that speaks of another Postgres.
            all.put("penstock.postgres.url", postgres.url());
            all.put("penstock.postgres.user", "");
            all.put("penstock.postgres.password", "");
            this.kafka = closing(broker.join()).bootstrapServers();
            all.put("penstock.lanes.kafka", kafka);
            // The roles take the log with them when they stop; what stops after them is to be silent, not to complain.
            closing(() -> LoggingSystem.get(DevService.class.getClassLoader()).beforeInitialize());
            this.roles = closing(Processes.startInside(EnumSet.allOf(Role.class), all, more));
            if (sandbox != null) {
                sandbox.tell(url());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * @param settings what differs from the defaults
     * @param more what the process is besides
     */
    public static DevService start(Path data, int port, Map<String, Object> settings, Class<?>... more) {
        return new DevService(data, port, settings, SandboxServices.wanted(given(settings)), more);
    }

    /** On any free port, with nothing that stands in for the services of others. */
    public static DevService startBare(Path data, Map<String, Object> settings) {
        return new DevService(data, 0, settings, Set.of());
    }

    private static Set<String> given(Map<String, Object> settings) {
        var given = new HashSet<>(settings.keySet());
        given.addAll(System.getenv().keySet());
        given.addAll(System.getProperties().stringPropertyNames());
        return given;
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    public String url() {
        var server = Objects.requireNonNull(((WebServerApplicationContext) roles).getWebServer());
        return "http://127.0.0.1:" + server.getPort();
    }

    /** Of the sandbox that answers AI jobs, unless models are set up. */
    public Optional<String> sandboxOfModels() {
        return sandboxOf(Part.MODELS);
    }

    /** Of the sandbox that takes payments, unless Stripe is set up. */
    public Optional<String> sandboxOfPayments() {
        return sandboxOf(Part.STRIPE);
    }

    /** Of the sandbox that takes mails, unless a transport is set up. */
    public Optional<String> sandboxOfMail() {
        return sandboxOf(Part.MAIL);
    }

    /** The sandbox, if it stands in for anything. */
    public Optional<SandboxPlace> sandbox() {
        return Optional.ofNullable(sandbox).map(SandboxServices::place);
    }

    private Optional<String> sandboxOf(Part part) {
        return Optional.ofNullable(sandbox)
                .filter(services -> services.standsInFor(part))
                .map(services -> services.place().url());
    }

    /** Where the broker listens. */
    public String kafka() {
        return kafka;
    }

    public ApiKey key() {
        return key;
    }

    /** The roles stop first, as they would anywhere; then what they stand on. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("A part of the service did not stop in order", e);
            }
        }
    }
}
