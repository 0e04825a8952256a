package io.penstock.benchmark;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.dispatch.event.EventSettings;
import io.penstock.dispatch.event.EventTopic;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.embedded.kafka.EmbeddedKafkaServer;
import io.penstock.embedded.postgres.EmbeddedPostgresServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A Postgres and a Kafka for measuring on, with everything switched on that keeps jobs safe. */
final class Stage implements AutoCloseable {

    private static final int SLOTS = 8000;

    private final EmbeddedPostgresServer postgres;
    private final EmbeddedKafkaServer kafka;

    Stage(Path folder) {
        this.postgres = EmbeddedPostgresServer.start(folder.resolve("postgres"));
        this.kafka = EmbeddedKafkaServer.start(folder.resolve("kafka"));
    }

    String url(String name) {
        return postgres.url(name);
    }

    void create(String name) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.url())) {
            connection.createStatement().execute("CREATE DATABASE " + name);
        }
    }

    Database open(String name) {
        return Database.open(DatabaseSettings.at(url(name)));
    }

    /** For processes that are started beside this one. */
    Map<String, String> settings(String name) {
        return Map.of(
                "PENSTOCK_POSTGRES_URL",
                url(name),
                "PENSTOCK_KAFKA",
                kafka.bootstrapServers(),
                "PENSTOCK_LANES_TOPICS",
                name + ".lane.",
                "PENSTOCK_EVENTS_TOPIC",
                name + ".events");
    }

    /** The same, and these besides. */
    Map<String, String> settings(String name, Map<String, String> more) {
        var all = new HashMap<>(settings(name));
        all.putAll(more);
        return all;
    }

    EventTopic events(String name) {
        return new EventTopic(LaneSettings.at(kafka.bootstrapServers()), EventSettings.to(name + ".events"));
    }

    Rig rig(Database database, String name) {
        var usual = LaneSettings.at(kafka.bootstrapServers());
        var lanes = new LaneSettings(
                usual.kafka(), name + ".lane.", usual.partitions(), usual.window(), usual.patience(), usual.permit());
        return new Rig(database, lanes, name + ".events", SLOTS);
    }

    @Override
    public void close() {
        kafka.close();
        postgres.close();
    }
}
