package io.penstock.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Files in a folder of this machine, or one that all processes have mounted. A file has its name only when all of it is on disk, and the
 * name is on disk too when its upload is answered.
 */
public final class Folder implements Store {

    private static final String PART = ".part";
    private static final int AT_ONCE = 1 << 16;

    private final Path root;

    public Folder(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public Put put(ArtifactId id, InputStream content, long most) throws IOException {
        var object = ObjectName.random();
        var folder = folder(id);
        var file = file(id, object);
        var part = folder.resolve(id.digits() + "." + object + PART);
        makeFolders(folder);
        var measured = new Measured(content);
        boolean whole = false;
        try {
            whole = write(part, measured, most);
            if (!whole) {
                return new Put.TooLong();
            }
            name(part, file, folder);
        } finally {
            if (!whole) {
                remove(part);
            }
        }
        return new Put.Stored(new Content(object, measured.bytes(), measured.sha256()));
    }

    /** False when there is more. What fails here is the folder's fault, but for the stream. */
    private static boolean write(Path part, Measured content, long most) throws IOException {
        try (var channel = create(part)) {
            var buffer = new byte[AT_ONCE];
            for (int some = content.read(buffer); some >= 0; some = content.read(buffer)) {
                if (content.bytes() > most) {
                    return false;
                }
                append(channel, ByteBuffer.wrap(buffer, 0, some));
            }
            flush(channel);
            return true;
        }
    }

    private static FileChannel create(Path part) {
        try {
            return FileChannel.open(part, CREATE_NEW, WRITE);
        } catch (IOException e) {
            throw broken("take a file in", e);
        }
    }

    private static void append(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw broken("take a file in", e);
        }
    }

    private static void flush(FileChannel channel) {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw broken("take a file in", e);
        }
    }

    private static void name(Path part, Path file, Path folder) {
        try {
            Files.move(part, file, ATOMIC_MOVE);
            force(folder);
        } catch (IOException e) {
            throw broken("take a file in", e);
        }
    }

    /** A new folder is an entry of the one above, which must be on disk too. */
    private void makeFolders(Path folder) {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            Files.createDirectories(folder);
            force(folder);
            force(folder.resolve(".."));
            force(root);
        } catch (IOException e) {
            throw broken("take a file in", e);
        }
    }

    private static void force(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }

    @Override
    public InputStream open(ArtifactId id, String object, long from, long length) {
        try {
            var channel = FileChannel.open(file(id, object), READ);
            return new Piece(Channels.newInputStream(channel.position(from)), length);
        } catch (IOException e) {
            throw broken("read a file", e);
        }
    }

    @Override
    public void delete(ArtifactId id, String object) {
        remove(file(id, object));
    }

    @Override
    public void deleteAll(ArtifactId id) {
        try (var files = Files.newDirectoryStream(folder(id), id.digits() + ".*")) {
            files.forEach(Folder::remove);
        } catch (NoSuchFileException | java.nio.file.NotDirectoryException e) {
            // Nothing was ever put there.
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            throw broken("delete a file", e);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw broken("delete a file", e);
        }
    }

    private Path file(ArtifactId id, String object) {
        return folder(id).resolve(id.digits() + "." + object);
    }

    /** By the last digits, which are random. */
    private Path folder(ArtifactId id) {
        var digits = id.digits();
        return root.resolve(digits.substring(28, 30)).resolve(digits.substring(30));
    }

    /** The class says enough; a message would have the path. */
    private static StoreUnavailable broken(String doing, Exception cause) {
        return new StoreUnavailable(
                "The folder of artifacts could not " + doing + ": "
                        + cause.getClass().getSimpleName(),
                null);
    }
}
