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
import org.jspecify.annotations.Nullable;

/** One embedded Postgres for all kits of a process, with Penstock's tables; it goes when the process does. */
final class KitPostgres {

    private static @Nullable String url;

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

    private static String start() {
        try {
            var folder = Files.createTempDirectory("penstock-kit");
            var server = EmbeddedPostgresServer.start(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                remove(folder);
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
