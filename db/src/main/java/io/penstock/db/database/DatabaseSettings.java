package io.penstock.db.database;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param url where Postgres is, such as {@code jdbc:postgresql://host:5432/penstock}
 * @param poolSize how many connections one process keeps
 * @param patience how long a caller waits for a connection before it is told that the database is out of reach
 */
@ConfigurationProperties(prefix = "penstock.postgres", ignoreUnknownFields = false)
public record DatabaseSettings(
        @DefaultValue("") String url,
        @DefaultValue("") String user,
        @DefaultValue("") String password,
        @DefaultValue("16") int poolSize,
        @DefaultValue("3s") Duration patience) {

    public DatabaseSettings {
        if (url.isBlank()) {
            throw new IllegalArgumentException(
                    "PENSTOCK_POSTGRES_URL is not set; give the address of your Postgres, such as jdbc:postgresql://localhost:5432/penstock");
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "PENSTOCK_POSTGRES_URL must start with jdbc:postgresql: and look like jdbc:postgresql://localhost:5432/penstock");
        }
        if (poolSize < 4) {
            throw new IllegalArgumentException("penstock.postgres.pool-size must be at least 4, not " + poolSize);
        }
        if (patience.compareTo(Duration.ofMillis(250)) < 0) {
            throw new IllegalArgumentException("penstock.postgres.patience must be at least 250ms, not " + patience);
        }
    }

    public static DatabaseSettings at(String url) {
        return new DatabaseSettings(url, "", "", 16, Duration.ofSeconds(3));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=%s, user=%s, poolSize=%d, patience=%s]".formatted(url, user, poolSize, patience);
    }
}
