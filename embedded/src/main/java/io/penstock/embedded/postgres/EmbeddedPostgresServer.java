package io.penstock.embedded.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real PostgreSQL that lives in a folder and keeps what it was given: fsync and synchronous_commit are on. */
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EmbeddedPostgres server;

    private EmbeddedPostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    public static EmbeddedPostgresServer start(Path folder) {
        var data = folder.resolve("data");
        var log = folder.resolve("postgres.log").toFile();
        try {
            Files.createDirectories(folder);
            stopOrphan(data);
            return new EmbeddedPostgresServer(EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(folder.resolve("server").toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(PATIENCE)
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("encoding", "UTF8")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("shared_buffers", "512MB")
                    .setServerConfig("max_wal_size", "4GB")
                    .setServerConfig("wal_compression", "on")
                    .setServerConfig("autovacuum_naptime", "10s")
                    .setServerConfig("log_min_messages", "warning")
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The embedded Postgres did not start in %s; its log is %s".formatted(folder, log), e);
        }
    }

    public String url(String database) {
        return server.getJdbcUrl("postgres", database);
    }

    public String url() {
        return url("postgres");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * When our process was killed, its postmaster lives on and holds the data folder. It serves nobody, so it is asked to stop; the
     * kernel's answer that a process of that id exists is not enough, as ids are used again: it must be a postgres on this folder.
     */
    private static void stopOrphan(Path data) throws IOException {
        var orphan = postmaster(data);
        if (orphan.isEmpty()) {
            return;
        }
        LOG.info(
                "Stopping the Postgres (pid {}) that an earlier run left behind",
                orphan.get().pid());
        orphan.get().destroy();
        try {
            orphan.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(
                    "The Postgres with pid %d holds %s and does not stop; stop it and start again"
                            .formatted(orphan.get().pid(), data),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while an orphaned Postgres was stopping", e);
        }
    }

    private static Optional<ProcessHandle> postmaster(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        var lines = Files.readAllLines(pidFile, StandardCharsets.UTF_8);
        if (lines.size() < 2) {
            return Optional.empty();
        }
        var holder = ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        var command = holder.flatMap(process -> process.info().command());
        if (command.isPresent() && !command.get().contains("postgres")) {
            // After a power cut the number may be anybody's, and Postgres, taking that one for its twin, would not
            // start.
            Files.delete(pidFile);
            return Optional.empty();
        }
        return command.isPresent() && sameFile(new File(lines.get(1)), data) ? holder : Optional.empty();
    }

    private static boolean sameFile(File named, Path data) throws IOException {
        return named.exists() && Files.isSameFile(named.toPath(), data);
    }
}
