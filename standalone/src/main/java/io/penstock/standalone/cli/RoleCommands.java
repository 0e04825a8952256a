package io.penstock.standalone.cli;

import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.tenant.ApiKey;
import io.penstock.standalone.role.Processes;
import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that run one role against a Postgres and a Kafka of the user's own. */
final class RoleCommands {

    private RoleCommands() {}

    abstract static class RoleCommand implements Runnable {

        @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on, 0 for any free one.")
        private @Nullable Integer port;

        private final Role role;
        private final int defaultPort;

        RoleCommand(Role role, int defaultPort) {
            this.role = role;
            this.defaultPort = defaultPort;
        }

        Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public void run() {
            var all = new HashMap<>(settings());
            all.put("server.port", port == null ? defaultPort : port);
            Processes.start(List.of(role), all);
            DevCommand.Stopping.untilSignal();
        }
    }

    @Command(name = "api", description = "Run the front door: HTTP.", mixinStandardHelpOptions = true)
    static final class Api extends RoleCommand {
        Api() {
            super(Role.API, 8080);
        }
    }

    @Command(name = "worker", description = "Run a worker.", mixinStandardHelpOptions = true)
    static final class Worker extends RoleCommand {

        @Option(
                names = "--lanes",
                paramLabel = "LANE",
                split = ",",
                description = "The lanes to serve, with commas between; all unless given.")
        private @Nullable List<String> lanes;

        @Option(
                names = "--slots",
                paramLabel = "N[,LANE=N...]",
                description =
                        "How many attempts to run at a time on each lane, and the lanes that have another number.")
        private @Nullable String slots;

        Worker() {
            super(Role.WORKER, 8081);
        }

        @Override
        Map<String, Object> settings() {
            var settings = new HashMap<String, Object>();
            if (lanes != null) {
                settings.put("penstock.worker.lanes", String.join(",", lanes));
            }
            if (slots != null) {
                settings.put("penstock.worker.slots", slots);
            }
            return settings;
        }
    }

    @Command(name = "scheduler", description = "Run the background duties.", mixinStandardHelpOptions = true)
    static final class Scheduler extends RoleCommand {
        Scheduler() {
            super(Role.SCHEDULER, 8082);
        }
    }

    @Command(
            name = "migrate",
            description = "Bring the database to this version.",
            footer = {
                "",
                "Environment:",
                "  PENSTOCK_POSTGRES_URL, PENSTOCK_POSTGRES_USER, PENSTOCK_POSTGRES_PASSWORD",
                "      where the database is",
                "  PENSTOCK_API_KEY",
                "      if set, a key that speaks for the tenant dev from now on",
                "      (the keys of earlier runs stay valid)"
            },
            mixinStandardHelpOptions = true)
    static final class Migrate implements Runnable {
        @Override
        public void run() {
            var settings = new DatabaseSettings(
                    environment("PENSTOCK_POSTGRES_URL"),
                    environment("PENSTOCK_POSTGRES_USER"),
                    environment("PENSTOCK_POSTGRES_PASSWORD"),
                    4,
                    Duration.ofSeconds(30));
            var key = environment("PENSTOCK_API_KEY");
            Processes.migrate(settings, key.isBlank() ? null : new ApiKey(key));
        }

        private static String environment(String name) {
            return System.getenv().getOrDefault(name, "");
        }
    }
}
