package io.penstock.standalone.role;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.retention.Partitions;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionFailedException;

/** Starts processes, and says in a sentence why one could not be started. */
public final class Processes {

    private Processes() {}

    /** A start that failed for a reason its user can do something about. */
    public static final class NotStarted extends RuntimeException {
        NotStarted(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    /**
     * Starts a process that is these roles and nothing else; it stops in order when it is told to.
     *
     * @param settings what the user said with the command; it wins over the environment
     */
    public static ConfigurableApplicationContext start(Collection<Role> roles, Map<String, Object> settings) {
        return start(Role.configurations(roles), settings, true);
    }

    /** Starts the roles inside a process that is more, and that closes them at its own time. */
    public static ConfigurableApplicationContext startInside(
            Collection<Role> roles, Map<String, Object> settings, Class<?>... more) {
        var classes = Role.configurations(roles);
        classes.addAll(List.of(more));
        return start(classes, settings, false);
    }

    private static ConfigurableApplicationContext start(
            Set<Class<?>> classes, Map<String, Object> settings, boolean stopsOnSignal) {
        var application = new SpringApplication(classes.toArray(Class<?>[]::new));
        application.setRegisterShutdownHook(stopsOnSignal);
        try {
            return application.run(arguments(settings));
        } catch (RuntimeException e) {
            throw new NotStarted(sentence(e), e);
        }
    }

    /** As arguments, since these win over the environment. */
    private static String[] arguments(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    /**
     * Brings the database to this version, with room for the jobs of the days to come.
     *
     * @param key what shall speak for the tenant dev from now on, or null to let the keys be
     */
    public static void migrate(DatabaseSettings settings, @Nullable ApiKey key) {
        try (var database = Database.open(settings)) {
            database.migrate();
            new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
            if (key != null) {
                grant(new Tenants(database.jdbi()), key);
            }
        } catch (RuntimeException e) {
            throw new NotStarted(sentence(e), e);
        }
    }

    private static void grant(Tenants tenants, ApiKey key) {
        if (!tenants.grant(tenants.named("dev"), key, "dev")) {
            throw new IllegalStateException("PENSTOCK_API_KEY belongs to another tenant than dev; choose another key.");
        }
    }

    private static String sentence(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException port) {
                return "Port %d is taken; choose another one with --port, or 0 for any free one."
                        .formatted(port.getPort());
            }
            if (cause instanceof UnboundConfigurationPropertiesException unknown) {
                return "There is no setting %s; see docs/operations.md for those there are."
                        .formatted(unknown.getUnboundProperties().stream()
                                .map(property -> property.getName().toString())
                                .collect(Collectors.joining(", ")));
            }
            if (cause instanceof BindException unusable
                    && unusable.getCause() instanceof ConversionFailedException wrong) {
                return "%s cannot be %s; see docs/operations.md for what it can be."
                        .formatted(unusable.getName(), wrong.getValue());
            }
            if (cause instanceof java.sql.SQLException sql) {
                return "Postgres does not answer as it should: %s. Check PENSTOCK_POSTGRES_URL, _USER and _PASSWORD."
                        .formatted(sql.getMessage());
            }
            root = cause;
        }
        return root instanceof IllegalArgumentException || root instanceof IllegalStateException
                ? String.valueOf(root.getMessage())
                : root.toString();
    }
}
