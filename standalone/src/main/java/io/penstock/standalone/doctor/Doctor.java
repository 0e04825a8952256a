package io.penstock.standalone.doctor;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Store;
import io.penstock.store.Trial;
import io.penstock.worker.email.Emails;
import io.penstock.worker.email.MailSettings;
import io.penstock.worker.payment.Payments;
import io.penstock.worker.payment.StripeSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/** Looks at what the settings lead to, one thing after the other, and goes on when one is ill. */
public final class Doctor {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PAYMENTS = "Payments";
    private static final String MAIL = "Mail";
    private static final String SHARE_GROUPS = "share.version";

    private final ConfigurableEnvironment environment;
    private final Binder settings;
    private final Map<String, String> keys;

    /** @param keys the variables in which keys are */
    public Doctor(ConfigurableEnvironment environment, Map<String, String> keys) {
        this.environment = environment;
        this.settings = Binder.get(environment);
        this.keys = keys;
    }

    public List<Check> examine() throws InterruptedException {
        var checks = new ArrayList<Check>();
        checks.add(with("Postgres", "penstock.postgres", DatabaseSettings.class, Doctor::postgres));
        checks.add(with("Kafka", "penstock.lanes", LaneSettings.class, Doctor::kafka));
        checks.addAll(new ModelChecks(environment, keys).examine());
        checks.add(orNotSetUp(
                PAYMENTS, this::payments, "Stripe is not set up; docs/payments.md says how, if you want payment jobs"));
        checks.add(
                orNotSetUp(MAIL, this::mail, "no transport is set up; docs/email.md says how, if you want mail jobs"));
        checks.add(with("Artifacts", "penstock.artifacts", ArtifactSettings.class, this::artifacts));
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
        } catch (RuntimeException e) {
            // The pool throws what it likes for a URL that the driver does not understand.
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

    private Optional<Check> payments() throws InterruptedException {
        var payments =
                new Payments(settings.bindOrCreate("penstock.stripe", StripeSettings.class), keys, Clock.systemUTC());
        return payments.isSetUp() ? Optional.of(greeted(PAYMENTS, "Stripe", payments.greet())) : Optional.empty();
    }

    private Optional<Check> mail() throws InterruptedException {
        var transport =
                Emails.transport(settings.bindOrCreate("penstock.mail", MailSettings.class), keys, Clock.systemUTC());
        return transport == null ? Optional.empty() : Optional.of(greeted(MAIL, transport.name(), transport.greet()));
    }

    private static Check greeted(String what, String who, Optional<String> ill) {
        return ill.map(why -> Check.ill(what, why)).orElseGet(() -> Check.well(what, who + " answers"));
    }

    /** Of a service that need not be set up. */
    @FunctionalInterface
    private interface Look {
        Optional<Check> look() throws InterruptedException;
    }

    private static Check orNotSetUp(String what, Look look, String notSetUp) throws InterruptedException {
        try {
            return look.look().orElseGet(() -> Check.well(what, notSetUp));
        } catch (BindException e) {
            return Check.ill(what, Reason.of(e));
        } catch (IllegalArgumentException e) {
            return Check.ill(what, String.valueOf(e.getMessage()));
        }
    }

    private Check artifacts(ArtifactSettings settings) {
        try (var store = Store.of(settings, keys)) {
            return Trial.of(store)
                    .map(why -> Check.ill("Artifacts", why + "; " + remedy(settings)))
                    .orElseGet(() -> Check.well("Artifacts", "lie in " + settings.place()));
        } catch (IllegalArgumentException e) {
            return Check.ill("Artifacts", String.valueOf(e.getMessage()));
        }
    }

    private static String remedy(ArtifactSettings settings) {
        return switch (settings.store()) {
            case FOLDER ->
                "check penstock.artifacts.folder, here " + settings.folder()
                        + ", which this user must be able to write";
            case S3 ->
                "check penstock.artifacts.s3: that there is the bucket "
                        + settings.s3().bucket() + ", and that the keys may read, write, list and delete in it";
        };
    }
}
