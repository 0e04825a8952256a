package io.penstock.standalone.doctor;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.worker.ai.AiSettings;
import io.penstock.worker.ai.AiSettings.Deployed;
import io.penstock.worker.ai.Models;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.payment.Payments;
import io.penstock.worker.payment.StripeSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jdbi.v3.core.JdbiException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/** Looks at what the settings lead to, one thing after the other, and goes on when one is ill. */
public final class Doctor {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SHARE_GROUPS = "share.version";

    private final Binder settings;
    private final Map<String, String> environment;

    /** @param environment where keys are */
    public Doctor(ConfigurableEnvironment settings, Map<String, String> environment) {
        this.settings = Binder.get(settings);
        this.environment = environment;
    }

    public List<Check> examine() throws InterruptedException {
        var checks = new ArrayList<Check>();
        checks.add(with("Postgres", "penstock.postgres", DatabaseSettings.class, Doctor::postgres));
        checks.add(with("Kafka", "penstock.lanes", LaneSettings.class, Doctor::kafka));
        checks.addAll(models());
        checks.add(payments());
        return checks;
    }

    private <S> Check with(String what, String prefix, Class<S> type, Function<S, Check> check) {
        try {
            return check.apply(settings.bindOrCreate(prefix, type));
        } catch (BindException e) {
            return Check.ill(what, Reason.of(e));
        }
    }

    private static Check postgres(DatabaseSettings settings) {
        try (var database = Database.open(settings)) {
            var version = setting(database, "server_version");
            if (setting(database, "fsync").equals("off")) {
                return Check.ill("Postgres", "fsync is off, so a loss of power loses jobs; set fsync = on");
            }
            int missing = database.missingMigrations();
            return missing == 0
                    ? Check.well("Postgres", version)
                    : Check.ill(
                            "Postgres", "the database lacks %d migrations; run penstock migrate".formatted(missing));
        } catch (JdbiException e) {
            return Check.ill("Postgres", Reason.of(e) + "; check PENSTOCK_POSTGRES_URL, _USER and _PASSWORD");
        }
    }

    private static String setting(Database database, String name) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT current_setting(:name)")
                        .bind("name", name)
                        .mapTo(String.class)
                        .one());
    }

    private static Check kafka(LaneSettings settings) {
        var patience = Math.toIntExact(PATIENCE.toMillis());
        try (var admin = Admin.create(Map.of(
                "bootstrap.servers", settings.kafka(),
                "request.timeout.ms", patience,
                "default.api.timeout.ms", patience))) {
            int brokers = admin.describeCluster()
                    .nodes()
                    .get(patience, TimeUnit.MILLISECONDS)
                    .size();
            var groups = admin.describeFeatures()
                    .featureMetadata()
                    .get(patience, TimeUnit.MILLISECONDS)
                    .finalizedFeatures()
                    .get(SHARE_GROUPS);
            return groups != null && groups.maxVersionLevel() > 0
                    ? Check.well("Kafka", brokers == 1 ? "1 broker" : brokers + " brokers")
                    : Check.ill(
                            "Kafka",
                            "share groups are off; run kafka-features.sh upgrade --feature share.version=1 on Kafka 4.2 or later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Check.ill("Kafka", "the look was broken off");
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            return Check.ill(
                    "Kafka",
                    "no broker answers at %s; check PENSTOCK_KAFKA, and that the address which the broker advertises can be reached from here"
                            .formatted(settings.kafka()));
        }
    }

    private List<Check> models() throws InterruptedException {
        try {
            var ai = settings.bindOrCreate("penstock.ai", AiSettings.class);
            var checks = new ArrayList<Check>();
            var ours = new HashMap<String, Deployed>();
            ai.deployments().forEach((name, deployed) -> {
                if (Models.PROVIDERS.stream().anyMatch(p -> p.name().equals(deployed.providerName()))) {
                    ours.put(name, deployed);
                } else {
                    checks.add(Check.well("Model " + name, "is of a provider of your own, which only workers know"));
                }
            });
            for (var greeted : new Models(
                            ai.only(ours),
                            Models.PROVIDERS,
                            environment,
                            Doors.ofOneself(Clock.systemUTC()),
                            Clock.systemUTC())
                    .greet()) {
                var what = "Model " + greeted.deployment();
                checks.add(greeted.ill().map(why -> Check.ill(what, why)).orElseGet(() -> Check.well(what, "answers")));
            }
            return checks.isEmpty()
                    ? List.of(Check.well("Models", "none is set up; docs/ai.md says how, if you want AI jobs"))
                    : checks;
        } catch (BindException e) {
            return List.of(Check.ill("Models", Reason.of(e)));
        } catch (IllegalArgumentException e) {
            return List.of(Check.ill("Models", String.valueOf(e.getMessage())));
        }
    }

    private Check payments() throws InterruptedException {
        try {
            var payments = new Payments(
                    settings.bindOrCreate("penstock.stripe", StripeSettings.class), environment, Clock.systemUTC());
            return payments.isSetUp()
                    ? payments.greet()
                            .map(why -> Check.ill("Payments", why))
                            .orElseGet(() -> Check.well("Payments", "Stripe answers"))
                    : Check.well(
                            "Payments", "Stripe is not set up; docs/payments.md says how, if you want payment jobs");
        } catch (BindException e) {
            return Check.ill("Payments", Reason.of(e));
        } catch (IllegalArgumentException e) {
            return Check.ill("Payments", String.valueOf(e.getMessage()));
        }
    }

    /** The innermost message says it best. */
    private static final class Reason {

        static String of(Throwable failure) {
            Throwable root = failure;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.toString());
        }
    }
}
