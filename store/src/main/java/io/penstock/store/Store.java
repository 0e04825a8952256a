package io.penstock.store;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifact.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps bytes. It knows them by an artifact's id and an object's name of its own making, so that two uploads of one artifact cannot
 * overwrite each other, and no name from outside is ever part of a path. What it cannot do it says with {@link StoreUnavailable}.
 */
public interface Store extends AutoCloseable {

    /** The one that the settings choose, with keys from the environment. */
    static Store of(ArtifactSettings settings, Map<String, String> environment) {
        return switch (settings.store()) {
            case FOLDER -> new Folder(Path.of(settings.folder()));
            case S3 -> settings.s3().open(environment);
        };
    }

    /** What came of putting bytes in. */
    sealed interface Put {

        record Stored(Content content) implements Put {}

        /** There were more than allowed; none of them is kept. */
        record TooLong() implements Put {}
    }

    /**
     * Takes all that the stream has, in bounded memory. When it returns they survive a crash.
     *
     * @param most so many bytes at most
     * @throws IOException from the stream
     */
    Put put(ArtifactId id, InputStream content, long most) throws IOException;

    /** So many bytes from there on. */
    InputStream open(ArtifactId id, String object, long from, long length);

    /** One object; it is no mistake that there is none. */
    void delete(ArtifactId id, String object);

    /** All that there is of the artifact, also of uploads that never came to their end. */
    void deleteAll(ArtifactId id);

    /** Where a client may put the bytes that it declared without passing by here, if the store has such a place. */
    default Optional<SignedUpload> signUpload(Artifact artifact, Duration validFor) {
        return Optional.empty();
    }

    /** Takes over what a client has put there; nothing if it has put nothing. */
    default Optional<Put> take(ArtifactId id, long most) {
        return Optional.empty();
    }

    /** Where anybody may read it without passing by here, if the store has such a place. */
    default Optional<SignedLink> signDownload(Artifact artifact, Content content, Duration validFor) {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
