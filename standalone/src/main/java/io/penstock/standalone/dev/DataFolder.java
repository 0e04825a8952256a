package io.penstock.standalone.dev;

import io.penstock.db.tenant.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where the service on one machine keeps everything. One process at a time has it; the system frees it when that process dies. */
final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DataFolder open(Path data) {
        try {
            var path = Files.createDirectories(data.toAbsolutePath());
            var lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock.tryLock() == null) {
                lock.close();
                throw new IllegalStateException(
                        "Another Penstock is running on %s; stop it, or choose another folder with --data."
                                .formatted(path));
            }
            return new DataFolder(path, lock);
        } catch (IOException e) {
            throw new IllegalStateException("The folder %s cannot be used: %s".formatted(data, e.getMessage()), e);
        }
    }

    Path path() {
        return path;
    }

    /** The key of the tenant dev: the user's choice, or one that is made once and kept. */
    ApiKey apiKey() {
        var chosen = System.getenv("PENSTOCK_API_KEY");
        if (chosen != null && !chosen.isBlank()) {
            return new ApiKey(chosen);
        }
        var file = path.resolve("api-key");
        try {
            if (!Files.exists(file)) {
                var onlyMe = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                try (var channel = Files.newByteChannel(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyMe)) {
                    channel.write(java.nio.ByteBuffer.wrap(
                            ApiKey.random().secret().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                }
            }
            return new ApiKey(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
