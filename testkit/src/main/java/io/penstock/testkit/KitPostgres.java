package io.penstock.testkit;

import io.penstock.db.database.Database;
import io.penstock.db.database.DatabaseSettings;
import io.penstock.db.retention.Partitions;
import io.penstock.embedded.postgres.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One embedded Postgres for all kits of a process, with Penstock's tables and a folder for files; it goes when the process does. */
final class KitPostgres {

    private static @Nullable String url;
    private static @Nullable Path folder;

    private KitPostgres() {}

    static synchronized Database open() {
        if (url == null) {
            url = start();
            try (var database = Database.open(DatabaseSettings.at(url))) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(2);
            }
        }
        return Database.open(DatabaseSettings.at(url));
    }

    /** Where artifacts lie. */
    static synchronized Path artifacts() {
        return Objects.requireNonNull(folder, "Postgres comes first").resolve("artifacts");
    }

    private static String start() {
        try {
            var made = Files.createTempDirectory("penstock-kit");
            folder = made;
            var server = EmbeddedPostgresServer.start(made.resolve("postgres"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                remove(made);
            }));
            return server.url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
